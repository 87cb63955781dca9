import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { idFor } from '../testing/arbitraries.ts';
import { History } from '../find/history.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import type { Book } from '../ledger/book.ts';
import { code, codes, setCode } from '../kinds/code/code.ts';
import { devicesNamed } from '../kinds/device/device.ts';
import { holders } from '../kinds/holder/holder.ts';
import { districts } from '../kinds/register/district.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { editions, elector, electors } from '../kinds/register/register.ts';
import { bookSettings, setSettings } from '../kinds/settings/settings.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import type { StoredRecord } from '../base/stored-record.ts';
import { bookSummary, registerSummary } from '../testing/book-summary.ts';
import { firstShapeHeld, firstShapeUpdate } from '../testing/first-shape-book.ts';
import { authorOf, copyOf, emptyWard, exchange, newWard, send } from '../testing/ward-books.ts';
import { openBook, schemaVersion } from './ward.ts';

const stored = Uint8Array.from(atob(firstShapeUpdate), (letter) => letter.charCodeAt(0));
const nothing = { type: 'refused', reason: 'nothing' };

function firstBook(): Book {
  const book = openBook(new Y.Doc());
  Y.applyUpdate(book.doc, stored);
  return book;
}

/** A book with nothing but what was appended: what will be read once nobody knows the first shape. */
function appendedOnly(book: Book): Book {
  const only = openBook(new Y.Doc());
  only.events.push(book.events.toArray());
  only.rows.push(book.rows.toArray());
  return only;
}

/** What a book holds, in the words of `firstShapeHeld`. */
function heldBy(book: Book): string[] {
  const lines: string[] = [];
  const put = (what: string, said: unknown) => lines.push(`${what} ${inOrder(said)}`);
  const history = new History(book);
  put('settings', bookSettings(book)!);
  for (const each of districts(book)) put('district', each);
  for (const each of codes(book)) put('code', each);
  for (const each of devicesNamed(book)) put('device', each);
  for (const each of holders(book)) put('holder', each);
  for (const { id, at, by, file, layout, added, changed, unchanged, problems } of editions(book))
    put('edition', { id, at, by, file, layout, added, changed, unchanged, problems });
  for (const { line: _line, ...each } of electors(book).electors) put('elector', each);
  const people = history.people().sort();
  for (const id of people) for (const entry of history.person(id).timeline()) put('entry', entry);
  for (const id of people) {
    const { counted, asked, lastContactAt, lastOutcome, notes, fields } = history.person(id);
    const states = [...fields].map(([field, { value, conflict }]) => [
      field,
      value,
      conflict?.length ?? 0,
    ]);
    const texts = notes.map(({ text }) => text);
    const known = { counted: counted?.id, asked, lastContactAt, lastOutcome };
    put('known', { id, ...known, notes: texts, fields: states });
  }
  for (const { item, current, heads, conflict } of history.memory()) {
    const texts = heads.map(({ text }) => text);
    put('memory', { item, current: current.text, heads: texts, conflict: conflict?.length ?? 0 });
  }
  return lines;
}

function inOrder(said: unknown): string {
  const sort = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(said, sort);
}

describe('[BOOK20] a book as Wardbook first made it', () => {
  test('reads as it did, before anything is written', () => {
    const book = firstBook();
    expect(heldBy(book)).toEqual(firstShapeHeld);
    expect([book.skipped, book.unknown, book.clashes]).toEqual([0, 0, 0]);
    expect(book.hasEarlierShape).toBe(true);
    expect(book.rows).toHaveLength(0);
  });

  test('reads as it did where it comes while it is followed, and is counted once', () => {
    const book = openBook(new Y.Doc());
    let told = 0;
    book.onChange(() => (told += 1));
    expect(electors(book).electors).toEqual([]);
    Y.applyUpdate(book.doc, stored);
    expect(told).toBe(1);
    expect(heldBy(book)).toEqual(firstShapeHeld);
  });

  test('reads as it did once it was taken over, also without its old maps', () => {
    const book = firstBook();
    const before = bookSummary(book);
    expect(book.takeOver()).toEqual({ type: 'done', ids: [] });
    for (const each of [book, copyOf(book), appendedOnly(book)]) {
      expect(heldBy(each)).toEqual(firstShapeHeld);
      expect(bookSummary(each)).toEqual(before);
      expect([each.skipped, each.clashes]).toEqual([0, 0]);
    }
  });

  test('taken over on two devices apart is what it is taken over once', () => {
    const [here, there] = [firstBook(), firstBook()];
    const before = bookSummary(here);
    expect([here.takeOver().type, there.takeOver().type]).toEqual(['done', 'done']);
    exchange(here, there);
    for (const each of [here, there, copyOf(here), appendedOnly(there)]) {
      expect(bookSummary(each)).toEqual(before);
      expect(each.clashes).toBe(0);
    }
  });

  test('has one register: each import follows the one before, and nobody is looked for in two', () => {
    const book = firstBook();
    const [newest, oldest, ...none] = editions(book);
    expect([none, newest!.over, oldest!.over]).toEqual([[], [oldest!.id], []]);
    const { people } = registerSummary(book.of(registerIndex)) as { people: unknown };
    book.takeOver();
    for (const each of [book, appendedOnly(book)]) {
      expect(each.of(registerIndex).latest()).toEqual([newest!.id]);
      expect(each.of(registerIndex).roll(newest!.id).size).toBe(31);
      expect(registerSummary(each.of(registerIndex))).toMatchObject({ people });
    }
  });

  test('that was taken over before imports followed one another reads as it did', () => {
    const book = firstBook();
    book.takeOver();
    const before = openBook(new Y.Doc());
    const told = book.events.toArray() as StoredRecord[];
    before.events.push(
      told.map(({ over, ...said }) => (said['t'] === 'edition' ? said : { ...said, over })),
    );
    before.rows.push(book.rows.toArray());
    expect(heldBy(before)).toEqual(firstShapeHeld);
    expect(before.of(registerIndex).latest()).toHaveLength(2);
    Y.applyUpdate(before.doc, stored);
    expect([before.hasEarlierShape, before.clashes]).toEqual([false, 0]);
  });

  test('taken over apart, with an import in between that one had not heard of, reads the same on both', () => {
    const [here, there] = [firstBook(), firstBook()];
    const [newest, oldest] = editions(here);
    const [edition, who] = [idFor<EditionId>(3), idFor<PersonId>(3)];
    there.doc.transact(() => {
      const row = { d: 'AL', n: '900', i: edition, l: 'Between', f: 'Una', a: ['9 Low Road'] };
      there.doc.getMap('imports').set(edition, { at: newest!.at - 1, by: newest!.by });
      there.doc.getMap('electors').set(who, row);
    });
    for (const each of [here, there]) expect(each.takeOver().type).toBe('done');
    expect(editions(there).map(({ over }) => over)).toEqual([[edition], [oldest!.id], []]);
    exchange(here, there);
    expect(bookSummary(here)).toEqual(bookSummary(there));
    expect(electors(here).electors).toHaveLength(32);
    // Of the newest edition there are two contents, of which the same one counts.
    expect([here.clashes, there.clashes]).toEqual([1, 1]);
  });

  test('is not taken over again, whoever has done it, and nothing is written by that', () => {
    const [here, there] = [firstBook(), firstBook()];
    expect(there.hasEarlierShape).toBe(true);
    here.takeOver();
    send(here, there);
    for (const each of [here, there, copyOf(here), newWard(), openBook(new Y.Doc())]) {
      const before = Y.encodeStateAsUpdate(each.doc);
      expect([each.hasEarlierShape, each.takeOver()]).toEqual([false, nothing]);
      expect(Y.encodeStateAsUpdate(each.doc)).toEqual(before);
    }
  });

  test('[BOOK16] is taken over without deleting anything', () => {
    const book = firstBook();
    const deletes = (update: Uint8Array) => Y.decodeUpdate(update).ds.clients.size;
    expect(deletes(stored)).toBeGreaterThan(0);
    const before = JSON.stringify([...Y.decodeUpdate(Y.encodeStateAsUpdate(book.doc)).ds.clients]);
    const updates: Uint8Array[] = [];
    book.doc.on('update', (update) => updates.push(update));
    book.takeOver();
    expect(updates.map(deletes)).toEqual([0]);
    const after = JSON.stringify([...Y.decodeUpdate(Y.encodeStateAsUpdate(book.doc)).ds.clients]);
    expect(after).toBe(before);
  });

  test('that a newer app has written since is not taken over', () => {
    const newer = openBook(firstBook().doc, () => schemaVersion + 1);
    const before = Y.encodeStateAsUpdate(newer.doc);
    expect(newer.takeOver()).toEqual({ type: 'refused', reason: 'newer-book' });
    expect(Y.encodeStateAsUpdate(newer.doc)).toEqual(before);
    expect(electors(newer).electors).toHaveLength(31);
  });
});

describe('[BOOK20] what a device that was away writes into the old maps afterwards', () => {
  /** Before and after, on a device of before and on one that has taken over. */
  function away(write: (doc: Y.Doc) => void, meanwhile: (book: Book) => void = () => {}) {
    const [book, old] = [firstBook(), firstBook()];
    book.takeOver();
    meanwhile(book);
    write(old.doc);
    send(old, book);
    return book;
  }

  function taken(book: Book): Book {
    expect(book.takeOver().type).toBe('done');
    expect(book.takeOver()).toEqual(nothing);
    return appendedOnly(book);
  }

  test('is read, and taken over too', () => {
    const book = away((doc) => {
      doc.getMap('settings').set('ward', 'Nether Alder');
      const [first] = codes(firstBook());
      doc.getMap('codes').set(first!.id, { letter: 'K', label: 'Known', colour: 'sky', order: 1 });
    });
    for (const each of [book, taken(book)]) {
      expect(bookSettings(each)).toMatchObject({ ward: 'Nether Alder', council: 'Marlow Vale' });
      expect(codes(each).find(({ letter }) => letter === 'K')).toMatchObject({ label: 'Known' });
      expect(codes(each)).toHaveLength(13);
    }
  });

  test('and put back as it was is that again', () => {
    const book = away((doc) => doc.getMap('settings').set('ward', 'Nether Alder'));
    book.takeOver();
    book.doc.getMap('settings').set('ward', 'Alderbrook');
    expect(bookSettings(taken(book))?.ward).toBe('Alderbrook');
  });

  test('is over nothing that was said since', () => {
    const [first] = codes(firstBook());
    const book = away(
      (doc) => doc.getMap('codes').set(first!.id, { ...first, label: 'Old' }),
      (of) => {
        setSettings(of, authorOf(1, Date.UTC(2027, 0)), { ward: 'Newer Alder' });
        setCode(of, authorOf(1, Date.UTC(2027, 0)), { ...first!, label: 'New' });
      },
    );
    for (const each of [book, taken(book)]) {
      expect(bookSettings(each)?.ward).toBe('Newer Alder');
      expect(code(each, first!.id)?.label).toBe('New');
    }
  });

  test('is people too, by a register file of theirs', () => {
    const id = idFor<EditionId>(3);
    const who = idFor<PersonId>(3);
    const book = away((doc) => {
      const row = { d: 'AL', n: '900', i: id, l: 'Away', f: 'Una', a: ['9 Low Road'] };
      doc.getMap('electors').set(who, row);
    });
    for (const each of [book, taken(book)])
      expect(elector(each, who)).toMatchObject({ number: '900', edition: id, surname: 'Away' });
  });
});

describe('[BOOK20] old maps in which something is amiss', () => {
  test('what cannot be read costs nothing else, and nobody writes under an id of their choice', () => {
    const book = firstBook();
    const { doc } = book;
    const before = new Map(electors(book).electors.map((each) => [each.id, each]));
    const edition = editions(book)[0]!.id;
    const answer = new History(book).people().flatMap((id) => new History(book).person(id).answers);
    doc.transact(() => {
      doc.getMap('settings').set('createdAt', 'yesterday');
      doc.getMap('settings').set('demo', 7);
      doc.getMap('imports').set(edition, { at: -1, by: 7, file: 'x'.repeat(999) });
      doc.getMap('codes').set(idFor<EditionId>(8), {
        letter: 'H',
        label: 'Hostile',
        order: 'first',
        colour: 'mauve',
        id: answer[0]!.event.id,
        over: [answer[0]!.event.id],
        via: 7,
      });
      doc.getMap('districts').set('AM', 7);
    });
    for (const each of [book, copyOf(book)]) {
      expect(bookSettings(each)).toMatchObject({ ward: 'Alderbrook', createdAt: 0, demo: false });
      expect(new Map(electors(each).electors.map((one) => [one.id, one]))).toEqual(before);
      expect(codes(each).at(-1)).toMatchObject({ letter: 'H', colour: 'slate' });
      expect(districts(each).map(({ letters }) => letters)).toEqual(['AL', 'AN']);
      expect(each.clashes).toBe(0);
    }
  });

  test('maps without settings are no book, and are not read', () => {
    const book = emptyWard();
    book.doc.getMap('codes').set(idFor<EditionId>(1), { letter: 'H', label: 'Hostile' });
    expect(codes(book)).toHaveLength(12);
    expect(book.hasEarlierShape).toBe(false);
  });
});
