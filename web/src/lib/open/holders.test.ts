import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import type { Access } from '@wardbook/shared/access/state';
import { createBook } from '@wardbook/shared/books/ward';
import {
  holder,
  holders,
  holderEveryMs,
  writeHolder,
  type Holder,
} from '@wardbook/shared/kinds/holder/holder';
import type { Book } from '@wardbook/shared/ledger/book';
import { systemRandom } from '@wardbook/shared/base/ports';
import { deviceNumbered, grantBody, recoverySheetBody } from '@wardbook/shared/testing/statements';
import { ToldBook } from '@wardbook/shared/testing/told-book';
import type { ReplicaStatus } from '../sync/replica-status.ts';
import { copiesOf, copiesText, holdsAll, isOnlyCopy } from './holders.ts';
import { Holding } from './holding.ts';
import { wellStatus } from './testing-status.ts';

const [phone, laptop, tablet, stranger] = [1, 2, 3, 4].map(deviceNumbered) as [
  Holder['device'],
  Holder['device'],
  Holder['device'],
  Holder['device'],
];
const day = 86_400_000;
const now = 100 * day;

function access(): Access {
  const told = new ToldBook(phone);
  told.addOwn(laptop, phone);
  told.addOwn(tablet, phone);
  told.say(phone, grantBody(stranger, 'editor', now));
  told.say(phone, recoverySheetBody(deviceNumbered(9)));
  return told.access;
}

test('[PHONE5] only a copy on another device that counts makes a book one that is not here alone', () => {
  const only = (...said: Holder[]) => isOnlyCopy(copiesOf(access(), said, now), phone);
  expect(only()).toBe(true);
  expect(only({ device: phone, at: now })).toBe(true);
  expect(only({ device: laptop, at: now - 31 * day })).toBe(true);
  expect(only({ device: stranger, at: now }, { device: deviceNumbered(9), at: now })).toBe(true);
  expect(only({ device: laptop, at: now - day })).toBe(false);
});

describe('[TEAM5] who holds the whole book', () => {
  test('is every device in the book, the latest word about each', () => {
    const said = [
      { device: phone, at: now - 3 },
      { device: phone, at: now - 9 },
      { device: laptop, at: now - 1 },
    ];
    expect(copiesOf(access(), said, now)).toEqual({
      devices: [
        { device: laptop, person: phone, at: now - 1, counts: true },
        { device: phone, person: phone, at: now - 3, counts: true },
        { device: tablet, person: phone, at: undefined, counts: false },
      ],
      count: 2,
      latest: now - 1,
    });
  });

  test('nobody who is not in the book counts, no recovery sheet, nothing too old, nothing yet to come', () => {
    const said = [
      { device: stranger, at: now },
      { device: deviceNumbered(8), at: now },
      { device: deviceNumbered(9), at: now },
      { device: phone, at: now - 31 * day },
      { device: laptop, at: now + 5 * day },
    ];
    const copies = copiesOf(access(), said, now);
    expect(copies.count).toBe(1);
    expect(copies.devices.map(({ at }) => at)).toEqual([now, now - 31 * day, undefined]);
    expect(copiesOf(undefined, said, now)).toEqual({ devices: [], count: 0, latest: undefined });
  });

  test('in one line', () => {
    const text = (count: number, latest: number | undefined) =>
      copiesText({ devices: [], count, latest }, (at) => `${now - at} ms ago`);
    expect(text(7, now - 3)).toBe('Held whole by 7 devices, last 3 ms ago');
    expect(text(1, now)).toBe('Held whole by 1 device, last 0 ms ago');
    expect(text(0, undefined)).toBe('Not known to be held whole by any device');
  });

  test.each<[string, Partial<ReplicaStatus>]>([
    ['not connected', { connection: 'offline' }],
    ['still reading', { connection: 'reading' }],
    ['with changes that the relay has not', { waiting: 1 }],
    ['not saved', { storage: { type: 'saving' } }],
    ['not able to save', { storage: { type: 'failing', reason: 'full' } }],
    [
      'with something damaged at the relay',
      { missing: [{ seq: 7, kind: 'update', at: 5, isHere: false }] },
    ],
    ['with something withheld', { health: { ...wellStatus.health, withheld: true } }],
    [
      'without a key',
      {
        unopened: [
          { seq: 7, kind: 'update', author: undefined, isLocked: true, at: 5, refusal: 'no-key' },
        ],
      },
    ],
  ])('a device does not say so when it is %s', (_, lack) => {
    expect(holdsAll(wellStatus)).toBe(true);
    expect(holdsAll({ ...wellStatus, ...lack })).toBe(false);
  });
});

describe('[TEAM6] what is said and written down', () => {
  let book: Book;
  let said: number[];
  let isWhole: boolean;
  let mayWrite: boolean;
  let readers: Holder[];
  let holding: Holding;

  beforeEach(() => {
    vi.useFakeTimers({ now });
    const start = { ward: 'Alderbrook', council: 'Marlow Vale', districts: [] };
    const author = { device: phone, now: Date.now, random: systemRandom };
    book = createBook(new Y.Doc(), author, start);
    said = [];
    isWhole = true;
    mayWrite = true;
    readers = [];
    holding = new Holding({
      book,
      author,
      now: Date.now,
      chance: () => 0.5,
      holdsAll: () => isWhole,
      mayWrite: () => mayWrite,
      readersHere: () => readers,
      say: (at) => said.push(at),
    });
  });

  afterEach(() => {
    holding.stop();
    vi.useRealTimers();
  });

  test('nothing while this device has not everything', () => {
    isWhole = false;
    holding.consider();
    expect([said, holders(book), holding.heldAt]).toEqual([[], [], undefined]);
  });

  test('the others are told every other minute, however much happens', () => {
    for (let second = 0; second < 600; second++) {
      holding.consider();
      vi.advanceTimersByTime(1000);
    }
    expect(said.map((at) => (at - now) / 60_000)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(holding.heldAt).toBe(now + 600_000);
  });

  test('the book is told once a week, for as long as it is open', () => {
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    holding.consider();
    vi.advanceTimersByTime(2 * holderEveryMs);
    expect(updates).toBe(3);
    expect(holder(book, phone)?.at).toBe(now + 2 * holderEveryMs);
  });

  test('a reader writes nothing, and says it all the same', () => {
    mayWrite = false;
    readers = [{ device: laptop, at: now }];
    holding.consider();
    vi.advanceTimersByTime(60_000);
    expect(holders(book)).toEqual([]);
    expect(said).toEqual([now]);
  });

  test('of a reader who is here somebody else writes it down, once, and not from a clock ahead', () => {
    readers = [{ device: laptop, at: now + 9 * day }];
    holding.consider();
    expect(holder(book, laptop)).toBeUndefined();
    vi.advanceTimersByTime(10_000);
    expect(holder(book, laptop)?.at).toBe(now + 10_000);
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    for (let minute = 0; minute < 10; minute++) {
      holding.consider();
      vi.advanceTimersByTime(60_000);
    }
    expect(updates).toBe(0);
  });

  test('two who see the same reader do not both write', () => {
    readers = [{ device: laptop, at: now }];
    holding.consider();
    vi.advanceTimersByTime(5_000);
    const colleague = { device: tablet, now: Date.now, random: systemRandom };
    writeHolder(book, colleague, { device: laptop, at: now });
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    vi.advanceTimersByTime(20_000);
    expect(updates).toBe(0);
  });

  test('nothing more once the book is closed', () => {
    readers = [{ device: laptop, at: now }];
    holding.consider();
    holding.stop();
    vi.advanceTimersByTime(day);
    holding.consider();
    expect(holder(book, laptop)).toBeUndefined();
    expect(said).toEqual([now]);
  });
});
