import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DeviceId } from '../base/ids.ts';
import { asRecord } from '../base/stored-record.ts';
import { recordAnswer } from '../kinds/answer/answer.ts';
import { codes } from '../kinds/code/code.ts';
import { districts } from '../kinds/register/district.ts';
import { electors } from '../kinds/register/register.ts';
import { bookSettings, type SettingsEvent } from '../kinds/settings/settings.ts';
import type { Book } from '../ledger/book.ts';
import type { EventId } from '../ledger/ledger.ts';
import { deviceFor, idFor } from '../testing/arbitraries.ts';
import { bookSummary } from '../testing/book-summary.ts';
import { everyCommand, someActs } from '../testing/every-command.ts';
import {
  authorOf,
  copyOf,
  emptyWard,
  exchange,
  idsOf,
  newWard,
  people,
  send,
  storedOf,
} from '../testing/ward-books.ts';
import { isUnknownKind, openBook, schemaVersion, wardKinds } from './ward.ts';

/** As a newer version may have written it. */
function saying(book: Book, said: Partial<SettingsEvent>): Book {
  const happened = { id: idFor<EventId>(200), at: 2000, by: deviceFor(5) };
  book.events.push([storedOf({ ...happened, type: 'settings', over: [], ...said })]);
  return book;
}

/** As an app has made it that knows another kind of book. */
function ofKind(kind: string): Book {
  const { events, rows } = newWard();
  const book = openBook(new Y.Doc());
  const isSettings = (event: unknown) => asRecord(event)?.['t'] === 'settings';
  book.events.push(
    events.toArray().map((event) => (isSettings(event) ? { ...asRecord(event), kind } : event)),
  );
  book.rows.push(rows.toArray());
  return book;
}

describe('a new book', () => {
  test('[BOOK1] starts with its settings, its districts and the usual codes, all appended', () => {
    const book = emptyWard();
    expect(bookSettings(book)).toMatchObject({ kind: 'ward' });
    expect(bookSettings(book)).toMatchObject({ ward: 'Alderbrook', council: 'Marlow Vale' });
    expect(bookSettings(book)).toMatchObject({ createdAt: 1000, demo: false });
    expect(districts(book)).toEqual([{ letters: 'AL', name: 'Old Town', place: 'Hall' }]);
    const letters = codes(book).map(({ letter }) => letter);
    expect(letters.join('')).toBe('LTSGNPRIADWX');
    const maps = ['settings', 'districts', 'codes', 'electors', 'members', 'holders', 'imports'];
    for (const name of maps) expect(book.doc.getMap(name).size).toBe(0);
    for (const each of [...book.events.toArray(), ...book.rows.toArray()])
      expect(each).not.toBeInstanceOf(Y.AbstractType);
  });

  test('[BOOK1] an empty document is no book yet, and arrives later', () => {
    const book = openBook(new Y.Doc());
    expect(bookSettings(book)).toBeUndefined();
    send(emptyWard(), book);
    expect(bookSettings(book)?.ward).toBe('Alderbrook');
  });
});

describe('a book that is only read', () => {
  test.each([
    [
      '[BOOK11] of a newer version',
      () => openBook(newWard().doc, () => schemaVersion + 1),
      'newer-book',
    ],
    ['[BOOK15] of another kind', () => ofKind('casework'), 'unknown-kind'],
  ] as const)('%s is written by no command', (_, open, reason) => {
    const book = open();
    const before = Y.encodeStateAsUpdate(book.doc);
    for (const [name, act] of Object.entries(everyCommand)) {
      const result = act({ book, author: authorOf(0), n: 1, text: 'Word' });
      expect([name, result]).toEqual([name, { type: 'refused', reason }]);
    }
    expect(Y.encodeStateAsUpdate(book.doc)).toEqual(before);
    expect(electors(book).electors).toHaveLength(5);
    expect([book.closedFor, isUnknownKind(book)]).toEqual([reason, reason === 'unknown-kind']);
  });

  test('[BOOK11] it is not closed by what stands in the document, and is by what is signed, at once', () => {
    let schema = 1;
    const book = openBook(newWard().doc, () => schema);
    const happened = { id: idFor<EventId>(201), at: 9_999, by: deviceFor(5) };
    book.doc.transact(() => {
      book.events.push([{ ...happened, t: 'settings', schema: Number.MAX_SAFE_INTEGER, o: [] }]);
      book.doc.getMap('settings').set('schema', Number.MAX_SAFE_INTEGER);
    });
    const act = (n: number) => everyCommand.saveMemory({ book, author: authorOf(0), n, text: 'W' });
    expect([act(1).type, book.closedFor, book.skipped]).toEqual(['done', undefined, 0]);
    expect(bookSettings(book)).toMatchObject({ ward: 'Alderbrook' });
    schema = schemaVersion;
    expect(act(2).type).toBe('done');
    schema = schemaVersion + 1;
    expect(act(3)).toEqual({ type: 'refused', reason: 'newer-book' });
  });

  test.each([
    ['instead', () => ({ by: deviceFor(5) })],
    ['instead, as brought by the founder', (via: DeviceId) => ({ by: deviceFor(5), via })],
    ['instead, as brought from the founder', (by: DeviceId) => ({ by, via: deviceFor(5) })],
    ['besides, being the founder', (by: DeviceId) => ({ by })],
  ])('[BOOK22] a ward’s book stays one, whatever is said %s', (_, said) => {
    const ward = newWard();
    const [{ id, by: founder }] = ward.events.toArray() as [{ id: EventId; by: DeviceId }];
    saying(ward, { kind: 'casework', over: [id], ...said(founder) });
    const book = openBook(ward.doc, undefined, () => founder);
    const act = () => everyCommand.saveMemory({ book, author: authorOf(1), n: 1, text: 'Word' });
    expect([isUnknownKind(book, founder), act().type]).toEqual([false, 'done']);
    const happened = { id: idFor<EventId>(202), at: 3000, by: deviceFor(5) };
    book.events.push([storedOf({ ...happened, type: 'undo', of: [id] })]);
    expect([isUnknownKind(book, founder), book.closedFor]).toEqual([false, undefined]);
  });

  test('[BOOK22] nor does a book of another kind become a ward’s by what a member says', () => {
    const other = ofKind('casework');
    const [{ by: founder }] = other.events.toArray() as [{ by: DeviceId }];
    saying(other, { kind: 'ward' });
    expect(openBook(other.doc, undefined, () => founder).closedFor).toBe('unknown-kind');
  });

  test('[BOOK15] the same commands write into a ward’s book', () => {
    const nothing = new Set(['takeOver']);
    for (const [name, act] of Object.entries(everyCommand)) {
      const result = act({ book: newWard(), author: authorOf(0), n: 1, text: 'Word' });
      expect([name, result.type]).toEqual([name, nothing.has(name) ? 'refused' : 'done']);
    }
  });
});

test('[BOOK3] codes that the book does not have are in no answer', () => {
  const book = newWard();
  const [ann] = people;
  const strange = idFor<(typeof known)['id']>(8);
  const known = codes(book)[0]!;
  const refused = { type: 'refused', reason: 'unknown-code' };
  const spoke = { person: ann, outcome: 'spoke' } as const;
  expect(recordAnswer(book, authorOf(0), { ...spoke, code: strange })).toEqual(refused);
  const questions = { lastTime: strange };
  expect(recordAnswer(book, authorOf(0), { ...spoke, questions })).toEqual(refused);
  idsOf(recordAnswer(book, authorOf(0), { ...spoke, questions: { lastTime: known.id } }));
});

type Step =
  | ({ readonly type: 'act' } & (typeof acts extends fc.Arbitrary<infer A> ? A : never))
  | { readonly type: 'sync'; readonly from: number; readonly to: number };

const acts = someActs(3);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: acts.map((act) => ({ type: 'act' as const, ...act })) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('sync' as const), from: fc.nat(2), to: fc.nat(2) }),
    },
  ),
  { minLength: 8, maxLength: 40, size: 'max' },
);

function devicesOf(start: Book) {
  return [0, 1, 2].map((n) => ({ book: copyOf(start), author: authorOf(n, 10_000 + n * 500) }));
}

function run(devices: ReturnType<typeof devicesOf>, all: readonly Step[]): void {
  for (const step of all) {
    if (step.type === 'sync') send(devices[step.from]!.book, devices[step.to]!.book);
    else everyCommand[step.command]({ ...devices[step.on]!, n: step.n, text: step.text });
  }
}

describe('devices apart', () => {
  test('[BOOK8] whatever is done on three devices, with any exchange, they end with one state', () => {
    const start = newWard();
    let written = 0;
    fc.assert(
      fc.property(steps, (all) => {
        const devices = devicesOf(start);
        // Followed from the beginning, event by event.
        for (const { book } of devices) bookSummary(book);
        run(devices, all);
        const books = devices.map(({ book }) => book);
        exchange(...books);
        written += books[0]!.events.length - start.events.length;
        const expected = bookSummary(copyOf(books[0]!));
        for (const book of books) {
          expect([book.skipped, book.unknown, book.clashes]).toEqual([0, 0, 0]);
          expect(bookSummary(book)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
    expect(written).toBeGreaterThan(500);
  });

  test('[BOOK16] no update of theirs deletes anything, whatever they do', () => {
    const start = newWard();
    const written = new Set<unknown>();
    fc.assert(
      fc.property(steps, (all) => {
        const devices = devicesOf(start);
        const updates: Uint8Array[] = [];
        for (const { book } of devices) {
          book.doc.on('update', (update) => updates.push(update));
        }
        run(devices, all);
        const books = devices.map(({ book }) => book);
        updates.push(...books.map(({ doc }) => Y.encodeStateAsUpdate(doc)));
        exchange(...books);
        for (const { doc } of books) {
          updates.push(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(start.doc)));
          for (const event of doc.getArray<{ t: unknown }>('events')) written.add(event.t);
        }
        updates.push(Y.mergeUpdates(updates));
        for (const update of updates) expect(Y.decodeUpdate(update).ds.clients.size).toBe(0);
      }),
      { numRuns: 100 },
    );
    expect(written).toEqual(new Set(['undo', ...wardKinds.map(({ type }) => type)]));
  });
});
