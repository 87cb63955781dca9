import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { deviceFor, electorWith, idFor } from '../testing/arbitraries.ts';
import { summary } from '../testing/history-summary.ts';
import { seededRandom, steppingClock } from '../testing/seeded-random.ts';
import { bookSettings, isNewerSchema, setSettings } from '../kinds/settings/settings.ts';
import { codes, retireCode, setCode, type CodeId } from '../kinds/code/code.ts';
import { createBook, openBook } from './ward.ts';
import { districts, addDistrict } from '../kinds/register/district.ts';
import { electors } from '../kinds/register/register.ts';
import { devicesNamed, namePerson } from '../kinds/device/device.ts';
import type { Book } from '../ledger/book.ts';
import type { Author, CommandResult } from '../ledger/command.ts';
import { History } from '../find/history.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { addNote, editNote } from '../kinds/note/note.ts';
import { recordAnswer, recordNotIn } from '../kinds/answer/answer.ts';
import { saveMemory, type MemoryId } from '../kinds/memory/memory.ts';
import { setField } from '../kinds/detail/detail.ts';
import { electorRow } from '../kinds/register/elector.ts';
import { bounds } from '../base/bounds.ts';
import type { EventId } from '../ledger/ledger.ts';
import { undo } from '../book/commands.ts';
import { insertedEvents } from '../find/history.ts';
import { undoDepthMax } from '../ledger/undos.ts';

const random = seededRandom(1);
const people = [0, 1, 2, 3].map(idFor<PersonId>);
const [ann, bo, cy] = people as [PersonId, PersonId, PersonId];
const hidden = idFor<PersonId>(9);

function newBook(): Book {
  const book = createBook(new Y.Doc(), {
    ward: 'Alderbrook',
    council: 'Marlow Vale',
    districts: [{ letters: 'AL', name: 'Old Town', place: 'Hall' }],
    now: () => 1000,
    random,
  });
  for (const id of people) book.electors.set(id, electorRow(electorWith({ id })));
  const anonymous = electorWith({ id: hidden, anonymous: true });
  book.electors.set(hidden, electorRow(anonymous));
  return book;
}

function authorOf(n: number, start = 10_000): Author {
  return { device: deviceFor(n), now: steppingClock(start), random: seededRandom(n + 100) };
}

function idsOf(result: CommandResult): EventId[] {
  if (result.type === 'refused') throw new Error(`refused: ${result.reason}`);
  return result.ids;
}

const history = (book: Book) => History.of(book.events.toArray());

let book: Book;
let me: Author;
let code: CodeId;

beforeEach(() => {
  book = newBook();
  me = authorOf(0);
  code = codes(book)[0]!.id;
});

describe('a book', () => {
  test('[BOOK1] starts with its settings, its districts and the usual codes, and no nested types', () => {
    expect(bookSettings(book)).toMatchObject({ schema: 1, kind: 'ward', ward: 'Alderbrook' });
    expect(bookSettings(book)).toMatchObject({ createdAt: 1000, demo: false });
    expect(districts(book)).toEqual([{ letters: 'AL', name: 'Old Town', place: 'Hall' }]);
    expect(
      codes(book)
        .map(({ letter }) => letter)
        .join(''),
    ).toBe('LTSGNPRIADWX');
    const { settings, codes: ofCodes, districts: ofDistricts, electors: ofPeople } = book;
    for (const map of [settings, ofCodes, ofDistricts, ofPeople])
      for (const value of map.values()) expect(value).not.toBeInstanceOf(Y.AbstractType);
  });

  test('[BOOK1] an empty document is no book yet', () => {
    expect(bookSettings(openBook(new Y.Doc()))).toBeUndefined();
  });

  test('[BOOK10] a code is retired, never deleted, and old answers keep it', () => {
    const [answerId] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'spoke', code }));
    expect(retireCode(book, code)).toEqual({ type: 'done' });
    expect(codes(book)[0]).toMatchObject({ id: code, retired: true });
    expect(history(book).person(ann).counted).toMatchObject({ id: answerId, code });
    setCode(book, random, { id: code, letter: 'L', label: 'Lab', colour: 'red', order: 1 });
    expect(codes(book)[0]).toMatchObject({ id: code, label: 'Lab', retired: true });
    const added = setCode(book, random, { letter: 'Z', label: 'New', colour: 'pink', order: 0 });
    expect(added.type).toBe('done');
    expect(codes(book)).toHaveLength(13);
    const bad = { letter: 'LONG', label: 'New', colour: 'pink', order: 0 } as const;
    expect(setCode(book, random, bad)).toEqual({ type: 'refused', reason: 'not-allowed' });
  });

  test('[BOOK1] names, districts and devicesNamed change one by one; blank ones are refused', () => {
    expect(setSettings(book, { ward: ' Nether Alder ' })).toEqual({ type: 'done' });
    expect(bookSettings(book)).toMatchObject({ ward: 'Nether Alder', council: 'Marlow Vale' });
    expect(setSettings(book, { ward: ' ' })).toMatchObject({ reason: 'not-allowed' });
    expect(addDistrict(book, { letters: 'KD-2/2', name: 'North' }).type).toBe('done');
    expect(addDistrict(book, { letters: '__proto__', name: 'x' }).type).toBe('refused');
    expect(namePerson(book, me.device, { name: 'Moira', colour: 3 }).type).toBe('done');
    expect(namePerson(book, me.device, { name: '', colour: 3 }).type).toBe('refused');
    expect(devicesNamed(book)).toEqual([{ device: me.device, name: 'Moira', colour: 3 }]);
  });

  test('[BOOK11] a book of a newer version is read and never written', () => {
    book.settings.set('schema', 2);
    const before = Y.encodeStateAsUpdate(book.doc);
    expect(isNewerSchema(book)).toBe(true);
    const reasons = [
      recordAnswer(book, me, { person: ann, outcome: 'spoke', code }),
      namePerson(book, me.device, { name: 'Moira', colour: 0 }),
      setSettings(book, { ward: 'x' }),
      retireCode(book, code),
    ];
    for (const each of reasons) expect(each).toEqual({ type: 'refused', reason: 'newer-book' });
    expect(Y.encodeStateAsUpdate(book.doc)).toEqual(before);
    expect(electors(book).electors).toHaveLength(5);
  });
});

describe('commands', () => {
  test('[BOOK3] an answer is one event in one transaction, with its trimmed note and questions', () => {
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    const questions = { likely: 4, issue: ' buses ', lastTime: code } as const;
    const note = ' side door ';
    idsOf(recordAnswer(book, me, { person: ann, outcome: 'spoke', code, questions, note }));
    expect(updates).toBe(1);
    expect(history(book).person(ann).counted).toMatchObject({
      by: me.device,
      at: 1e4,
      note: 'side door',
      questions: {
        likely: 4,
        issue: 'buses',
        lastTime: code,
      },
    });
  });

  test('[BOOK3] nobody in: one answer each, one transaction, one batch, undone together', () => {
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    const ids = idsOf(recordNotIn(book, me, [ann, bo, ann]));
    expect([ids.length, updates]).toEqual([2, 1]);
    const events = ids.map((id) => history(book).event(id));
    const batches = events.map((event) => event?.type === 'answer' && event.batch);
    expect(new Set(batches).size).toBe(1);
    idsOf(undo(book, me, ids));
    expect(history(book).person(bo).lastOutcome).toBeUndefined();
  });

  test('[BOOK13] what was taken back and put back too often stays as it is', () => {
    let [id] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    for (let depth = 1; depth <= undoDepthMax; depth += 1) [id] = idsOf(undo(book, me, [id!]));
    expect(book.history().person(ann).answers[0]?.undone).toBe(false);
    const before = book.events.length;
    expect(undo(book, me, [id!])).toEqual({ type: 'refused', reason: 'undone-too-often' });
    expect(book.events).toHaveLength(before);
  });

  test('[BOOK13] a record holds no more entries than it may', () => {
    for (let n = 0; n < bounds.eventsAboutMax; n += 1)
      idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    const full = { type: 'refused', reason: 'record-full' };
    expect(addNote(book, me, { person: ann, text: 'one more' })).toEqual(full);
    expect(recordNotIn(book, me, [bo, ann])).toEqual(full);
    expect(book.events).toHaveLength(bounds.eventsAboutMax);
    idsOf(setField(book, me, { person: ann, field: 'flag:objects', value: true, over: [] }));
    idsOf(undo(book, me, [book.history().person(ann).answers[0]!.event.id]));
    idsOf(recordAnswer(book, me, { person: bo, outcome: 'not-in' }));
  });

  test('[BOOK9] nothing may be written about an anonymous entry', () => {
    const refused = { type: 'refused', reason: 'anonymous' };
    expect(recordAnswer(book, me, { person: hidden, outcome: 'not-in' })).toEqual(refused);
    expect(recordNotIn(book, me, [ann, hidden])).toEqual(refused);
    expect(addNote(book, me, { person: hidden, text: 'x' })).toEqual(refused);
    const field = { person: hidden, field: 'about', value: 'x', over: [] } as const;
    expect(setField(book, me, field)).toEqual(refused);
    expect(book.events).toHaveLength(0);
  });

  test('[BOOK3] refusals have names and sentences, and write nothing', () => {
    const long = 'x'.repeat(4001);
    const reasons = [
      recordAnswer(book, me, { person: idFor<PersonId>(8), outcome: 'not-in' }),
      recordAnswer(book, me, { person: ann, outcome: 'spoke', code: idFor<CodeId>(8) }),
      recordAnswer(book, me, { person: ann, outcome: 'not-in', code }),
      addNote(book, me, { person: ann, text: long }),
      addNote(book, me, { person: ann, text: ' ' }),
      recordNotIn(book, me, []),
      undo(book, me, []),
      saveMemory(book, me, { kind: 'note', title: ' ', text: '', state: 'open' }),
    ].map((result) => (result.type === 'refused' ? result.reason : 'done'));
    expect(reasons).toEqual([
      'unknown-person',
      'unknown-code',
      'not-allowed',
      'not-allowed',
      'nothing',
      'nothing',
      'nothing',
      'nothing',
    ]);
    expect(book.events).toHaveLength(0);
  });

  test('[BOOK3] half a character is mended before it is stored, so that all devices hold the same', () => {
    idsOf(addNote(book, me, { person: ann, text: 'a\ud800b' }));
    const other = openBook(new Y.Doc());
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(book.doc));
    expect(summary(history(other))).toEqual(summary(history(book)));
    expect(history(book).person(ann).notes[0]?.text).toBe('a\ufffdb');
  });

  test('[BOOK6] notes and memory are edited over what was seen', () => {
    const ids = idsOf(addNote(book, me, { person: cy, text: 'a' }));
    idsOf(editNote(book, me, { person: cy, text: 'b', over: ids }));
    expect(
      history(book)
        .person(cy)
        .notes.map(({ text }) => text),
    ).toEqual(['b']);
    const first = saveMemory(book, me, { kind: 'issue', title: 'Bus', text: '', state: 'open' });
    if (first.type === 'refused') throw new Error(first.reason);
    const { item, ids: over } = first;
    saveMemory(book, me, { kind: 'issue', title: 'Bus', text: 'won', state: 'done', item, over });
    expect(history(book).memory()).toMatchObject([{ item, current: { state: 'done' } }]);
  });
});

type Act = (book: Book, author: Author, seen: History) => unknown;

const person = fc.constantFrom(...people);
const text = fc.string({ maxLength: 6, unit: 'binary' });

/** What a device does, given what it has seen so far. */
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc
    .tuple(person, fc.constantFrom('spoke', 'not-in', 'refused'), fc.nat(11), text)
    .map(([who, outcome, n, note]): Act => (at, author) => {
      const chosen = outcome === 'spoke' ? codes(at)[n]?.id : undefined;
      recordAnswer(at, author, { person: who, outcome: outcome, code: chosen, note });
    }),
  fc.uniqueArray(person).map(
    (who): Act =>
      (at, author) =>
        recordNotIn(at, author, who),
  ),
  fc.nat(20).map((n): Act => (at, author) => {
    const stored = at.events.toArray() as { id: EventId }[];
    undo(
      at,
      author,
      stored.slice(n, n + 2).map(({ id }) => id),
    );
  }),
  fc
    .tuple(person, fc.constantFrom('mobile', 'about'), text)
    .map(([who, field, value]): Act => (at, author, seen) => {
      const name = field as 'mobile';
      const over =
        seen
          .person(who)
          .fields.get(name)
          ?.heads.map(({ id }) => id) ?? [];
      setField(at, author, { person: who, field: name, value, over });
    }),
  fc.tuple(person, text, fc.boolean()).map(([who, words, isNew]): Act => (at, author, seen) => {
    const over = seen.person(who).notes.map(({ id }) => id);
    if (isNew) addNote(at, author, { person: who, text: words });
    else editNote(at, author, { person: who, text: words, over });
  }),
  fc.tuple(fc.nat(2), text).map(([n, title]): Act => (at, author, seen) => {
    const item = idFor<MemoryId>(n);
    const over = seen
      .memory()
      .find((each) => each.item === item)
      ?.heads.map(({ id }) => id);
    saveMemory(at, author, { item, kind: 'note', title, text: '', state: 'open', over });
  }),
);

type Step =
  | { readonly type: 'act'; readonly on: number; readonly act: Act }
  | { readonly type: 'sync'; readonly from: number; readonly to: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('act' as const), on: fc.nat(2), act: acts }),
    fc.record({ type: fc.constant('sync' as const), from: fc.nat(2), to: fc.nat(2) }),
  ),
  { minLength: 8, maxLength: 40, size: 'max' },
);

function send(from: Book, to: Book): void {
  Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)));
}

describe('devices apart', () => {
  test('[BOOK8] whatever is done on three devices, with any exchange, they end with one state', () => {
    let written = 0;
    fc.assert(
      fc.property(steps, (run) => {
        const start = newBook();
        const devices = [0, 1, 2].map((n) => {
          const own = openBook(new Y.Doc());
          send(start, own);
          let seen = history(own);
          own.events.observe((change) => {
            const inserted = insertedEvents(change);
            if (inserted === 'rebuild') seen = history(own);
            else seen.add(inserted);
          });
          return { own, author: authorOf(n, 10_000 + n * 500), seen: () => seen };
        });
        for (const step of run) {
          if (step.type === 'sync') send(devices[step.from]!.own, devices[step.to]!.own);
          else {
            const { own, author, seen } = devices[step.on]!;
            step.act(own, author, seen());
          }
        }
        for (const from of devices) for (const to of devices) send(from.own, to.own);
        for (const from of devices) for (const to of devices) send(from.own, to.own);
        const expected = summary(history(devices[0]!.own));
        written += devices[0]!.own.events.length;
        for (const { own, seen } of devices) {
          expect(seen().skipped).toBe(0);
          expect(summary(seen())).toEqual(expected);
          expect(electors(own)).toEqual(electors(start));
        }
      }),
      { numRuns: 150 },
    );
    expect(written).toBeGreaterThan(500);
  });
});
