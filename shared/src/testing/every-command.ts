/**
 * Every command that writes into a ward's book, each given something that it takes: what is held of
 * all of them is tried with all of them.
 */
import fc from 'fast-check';
import { newId } from '../base/ids.ts';
import { History } from '../find/history.ts';
import { applyImport } from '../kinds/register/apply-import.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { planImport } from '../kinds/register/register-import.ts';
import type { Book } from '../ledger/book.ts';
import type { Author, Refused } from '../ledger/command.ts';
import { outcomes, recordAnswer, recordNotIn } from '../kinds/answer/answer.ts';
import {
  codeColours,
  codes,
  retireCode,
  setCode,
  type Code,
  type CodeId,
} from '../kinds/code/code.ts';
import { setField } from '../kinds/detail/detail.ts';
import { nameDevice, namePerson, renamePerson } from '../kinds/device/device.ts';
import { holderEveryMs, writeHolder } from '../kinds/holder/holder.ts';
import { saveMemory } from '../kinds/memory/memory.ts';
import { addNote, editNote } from '../kinds/note/note.ts';
import { addDistrict } from '../kinds/register/district.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { electors } from '../kinds/register/register.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { writePlaceNote } from '../kinds/place/place.ts';
import { setFranchise } from '../kinds/register/franchise.ts';
import { setElection, setSettings } from '../kinds/settings/settings.ts';
import { putBack, strikeOut, strikeOuts } from '../kinds/strike-out/strike-out.ts';
import type { EventId } from '../ledger/ledger.ts';
import { deviceFor, entryWith, idFor } from './arbitraries.ts';

export interface Act {
  readonly book: Book;
  readonly author: Author;
  /** What is chosen, among whatever there is to choose from. */
  readonly n: number;
  readonly text: string;
}

type Result = { readonly type: 'done' } | Refused;

/** In a book with people and codes; with a text that is a name each of them is done or has nothing to do. */
export const everyCommand = {
  recordAnswer({ book, author, n, text: note }: Act): Result {
    const outcome = outcomes[n % outcomes.length]!;
    const code = outcome === 'spoke' ? codeAt(book, n).id : undefined;
    return recordAnswer(book, author, { person: personAt(book, n), outcome, code, note });
  },
  recordNotIn({ book, author, n }: Act): Result {
    return recordNotIn(book, author, [personAt(book, n), personAt(book, n + 1)]);
  },
  strikeOut({ book, author, n }: Act): Result {
    return strikeOut(book, author, { whose: new Set([deviceFor(n % 3)]), since: 0 });
  },
  putBack(act: Act): Result {
    const struck = everyCommand.strikeOut(act);
    return struck.type === 'done'
      ? putBack(act.book, act.author, strikeOuts(act.book)[0]!.event)
      : struck;
  },
  undo({ book, author, n }: Act): Result {
    const stored = book.events.toArray() as { id: EventId }[];
    return book.undo(author, [stored[stored.length - 1 - (n % stored.length)]!.id]);
  },
  setField({ book, author, n, text: value }: Act): Result {
    const field = n % 2 === 0 ? 'mobile' : 'about';
    const id = personAt(book, n);
    const known = new History(book).person(id).fields.get(field)?.heads ?? [];
    return setField(book, author, { person: id, field, value, over: idsIn(known) });
  },
  addNote({ book, author, n, text }: Act): Result {
    return addNote(book, author, { person: personAt(book, n), text });
  },
  editNote({ book, author, n, text }: Act): Result {
    const id = personAt(book, n);
    const over = idsIn(new History(book).person(id).notes);
    return editNote(book, author, { person: id, text, over });
  },
  saveMemory({ book, author, n, text: title }: Act): Result {
    const known = new History(book).memory()[n % 3];
    const seen = known && { item: known.item, over: idsIn(known.heads) };
    return saveMemory(book, author, { kind: 'note', title, text: '', state: 'open', ...seen });
  },
  writePlaceNote({ book, author, text }: Act): Result {
    return writePlaceNote(book, author, { place: 'AL|high road', text, over: [] });
  },
  setFranchise({ book, author, n, text }: Act): Result {
    const allowed = n % 2 === 0 ? (['local'] as const) : (['devolved', 'local'] as const);
    return setFranchise(book, author, 'K', { polls: allowed, source: text });
  },
  setSettings({ book, author, n, text }: Act): Result {
    return setSettings(book, author, n % 2 === 0 ? { ward: text } : { council: text });
  },
  setElection({ book, author, n }: Act): Result {
    const day = `2027-05-0${1 + (n % 9)}`;
    return setElection(book, author, n % 3 === 0 ? undefined : { poll: 'local', day });
  },
  addDistrict({ book, author, n, text: name }: Act): Result {
    return addDistrict(book, author, { letters: `A${n % 3}`, name });
  },
  addCode({ book, author, n, text: label }: Act): Result {
    const colour = codeColours[n % codeColours.length]!;
    return setCode(book, author, { letter: 'Z', label, colour, order: n });
  },
  changeCode({ book, author, n, text: label }: Act): Result {
    return setCode(book, author, { ...codeAt(book, n), label });
  },
  retireCode({ book, author, n }: Act): Result {
    return retireCode(book, author, codeAt(book, n).id);
  },
  namePerson({ book, author, n, text: name }: Act): Result {
    return namePerson(book, author, deviceFor(n % 3), { name, colour: n });
  },
  renamePerson({ book, author, n, text: name }: Act): Result {
    return renamePerson(book, author, deviceFor(n % 3), { name, colour: n, before: 'Mo' });
  },
  nameDevice({ book, author, n, text }: Act): Result {
    return nameDevice(book, author, deviceFor(n % 3), text, { name: 'Mo', colour: n });
  },
  writeHolder({ book, author, n }: Act): Result {
    return writeHolder(book, author, { device: deviceFor(n % 3), at: n * holderEveryMs });
  },
  applyImport({ book, author, n, text: surname }: Act): Result {
    const rows = ['AL', 'AL', 'AM', 'AM'].map((district, at) =>
      entryWith({ line: at + 2, district, number: `${at + 1}`, surname: `${surname}${at}` }),
    );
    const file = rows.filter((_, at) => n % (at + 2) !== 0);
    const edition = newId<EditionId>(author.random);
    const plan = planImport(file, book.of(registerIndex), edition, author.random);
    const hash = `${n % 4}`.padStart(43, 'h');
    return applyImport(book, author, plan, { file: 'a.csv', hash, layout: 'x', problems: 0 });
  },
  takeOver({ book }: Act): Result {
    return book.takeOver();
  },
} satisfies Readonly<Record<string, (act: Act) => Result>>;

/** Any command on any of so many devices, each given anything. */
export function someActs(devices: number) {
  return fc.record({
    on: fc.nat(devices - 1),
    command: fc.constantFrom(...(Object.keys(everyCommand) as (keyof typeof everyCommand)[])),
    n: fc.nat(40),
    text: fc.oneof(fc.constantFrom('Lee', 'Nowak'), fc.string({ maxLength: 6, unit: 'binary' })),
  });
}

/** One that the book has, as long as it has any. */
function personAt(book: Book, n: number): PersonId {
  const known = electors(book).electors.filter(({ anonymous }) => !anonymous);
  return known[n % known.length]?.id ?? idFor<PersonId>(0);
}

function codeAt(book: Book, n: number): Code {
  const known = codes(book);
  const unknown = {
    id: idFor<CodeId>(0),
    letter: 'L',
    label: 'L',
    colour: 'red',
    order: 1,
  } as const;
  return known[n % known.length] ?? { ...unknown, retired: false };
}

function idsIn(versions: readonly { readonly id: EventId }[]): EventId[] {
  return versions.map(({ id }) => id);
}
