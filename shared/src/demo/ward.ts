/**
 * The demo ward: a whole book to try things on, made from a seed. Everybody and every place in it
 * is made up. The same seed and time give the same electors and the same history.
 */
import type * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { applyImport } from '../kinds/register/apply-import.ts';
import type { Book } from '../ledger/book.ts';
import type { Author } from '../ledger/command.ts';
import type { RegisterEntry } from '../kinds/register/register-entry.ts';
import { planImport } from '../kinds/register/register-import.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { createBook } from '../books/ward.ts';
import { newId } from '../base/ids.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { recordYear } from './canvass.ts';
import { Chance } from './chance.ts';
import { demoRegister } from './residents.ts';
import { council, demoDistricts, ward } from './streets.ts';

const dayMs = 86_400_000;
const bookAgeDays = 366;

export interface DemoWard {
  readonly ward: string;
  readonly council: string;
  /** About 6,000 rows, in the order of the register. */
  readonly entries: readonly RegisterEntry[];
  /** Makes the book in an empty document. The author is who imported the register. */
  build(doc: Y.Doc, author: Pick<Author, 'device'>): Book;
}

/** `now`: milliseconds since 1970; the history is that of the year before. */
export function demoWard(seed: number, now: number): DemoWard {
  const entries = demoRegister(new Chance(seed), now);
  return {
    ward,
    council,
    entries,
    build: (doc, author) => buildBook(doc, author, entries, new Chance(seed + 1), now),
  };
}

function buildBook(
  doc: Y.Doc,
  author: Pick<Author, 'device'>,
  entries: readonly RegisterEntry[],
  chance: Chance,
  now: number,
): Book {
  const madeAt = now - bookAgeDays * dayMs;
  const founder: Author = { ...author, now: () => madeAt, random: chance.bytes };
  const book = createBook(doc, founder, {
    ward,
    council,
    districts: demoDistricts.map(({ letters, name, place }) => ({ letters, name, place })),
    demo: true,
  });
  const edition = newId<EditionId>(chance.bytes);
  const plan = planImport(entries, book.of(registerIndex), edition, chance.bytes);
  const imported = applyImport(book, founder, plan, {
    file: 'alderbrook-register.csv',
    layout: 'xpress-14',
    problems: plan.clashes.length,
  });
  assert(imported.type === 'done', 'the demo register can be imported');
  recordYear(book, chance, now);
  return book;
}
