/**
 * The demo ward: a whole book to try things on, made from a seed. Everybody and every place in it
 * is made up. The same seed and time give the same electors and the same history.
 */
import type * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { applyImport } from '../book/apply-import.ts';
import { bookSettings, createBook, type Book } from '../book/book.ts';
import type { Author } from '../book/command.ts';
import type { RegisterEntry } from '../book/register-entry.ts';
import { planImport } from '../book/register-import.ts';
import { newId, type ImportId } from '../book/schema.ts';
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
  const book = createBook(doc, {
    ward,
    council,
    districts: demoDistricts.map(({ letters, name, place }) => ({ letters, name, place })),
    now: () => madeAt,
    random: chance.bytes,
    demo: true,
  });
  const settings = bookSettings(book);
  assert(settings !== undefined, 'a new book has settings');
  const plan = planImport(entries, [], settings.salt, newId<ImportId>(chance.bytes));
  const imported = applyImport(book, plan, {
    at: madeAt,
    by: author.device,
    file: 'alderbrook-register.csv',
    layout: 'Xpress, 14 columns',
    problems: plan.clashes.length,
  });
  assert(imported.type === 'done', 'the demo register can be imported');
  recordYear(book, chance, now);
  return book;
}
