import { beforeEach, describe, expect, test } from 'vitest';
import { bounds } from '../../base/bounds.ts';
import type { Book } from '../../ledger/book.ts';
import { deviceFor, idFor } from '../../testing/arbitraries.ts';
import { authorOf, copyOf, emptyWard, exchange } from '../../testing/ward-books.ts';
import type { EventId } from '../../ledger/ledger.ts';
import {
  deviceKind,
  deviceNameMax,
  devicesNamed,
  formerNamesMax,
  isDeviceName,
  nameDevice,
  namePerson,
  namesOf,
  renamePerson,
} from './device.ts';

const [phone, laptop] = [deviceFor(1), deviceFor(2)];
const me = authorOf(1);
const moira = { name: 'Moira', colour: 3 };
let book: Book;

beforeEach(() => {
  book = emptyWard();
});

describe('what a device is called', () => {
  test('[TEAM3] is kept beside its person’s name, whichever is written first', () => {
    expect(nameDevice(book, me, phone, ' Phone ', moira).type).toBe('done');
    expect(namesOf(book, phone)).toEqual({ device: phone, ...moira, deviceName: 'Phone' });
    namePerson(book, me, phone, { name: 'Moira Blake', colour: 4 });
    nameDevice(book, me, phone, 'Old phone', { name: 'somebody else', colour: 0 });
    const renamed = { device: phone, name: 'Moira Blake', colour: 4, deviceName: 'Old phone' };
    expect(namesOf(book, phone)).toEqual(renamed);
    namePerson(book, me, laptop, moira);
    expect(devicesNamed(book)).toEqual([{ device: laptop, ...moira }, renamed]);
  });

  test('[TEAM3] is refused when blank or too long, and a bad one costs nobody their own name', () => {
    const longest = 'x'.repeat(deviceNameMax);
    const names = [longest, 'a', ' ', '', `${longest}x`];
    expect(names.map(isDeviceName)).toEqual([true, true, false, false, false]);
    for (const name of [' ', `${longest}x`])
      expect(nameDevice(book, me, phone, name, moira)).toMatchObject({ reason: 'not-allowed' });
    expect(nameDevice(book, me, phone, 'Phone', { name: '', colour: 0 }).type).toBe('refused');
    expect(namePerson(book, me, phone, { name: 'Mo', colour: -1 }).type).toBe('refused');
    expect(devicesNamed(book)).toEqual([]);
    namePerson(book, me, phone, moira);
    for (const deviceName of [7, '', `${longest}x`, { toString: 'x' }]) {
      put({ ...moira, deviceName });
      expect(namesOf(book, phone)).toEqual({ device: phone, ...moira });
    }
  });

  test('[BOOK18] a name and what the device is called, changed apart, are both changed', () => {
    namePerson(book, me, phone, moira);
    const other = copyOf(book);
    nameDevice(book, me, phone, 'Phone', moira);
    namePerson(other, authorOf(2), phone, { name: 'Moira Blake', colour: 5 });
    exchange(book, other);
    const both = { device: phone, name: 'Moira Blake', colour: 5, deviceName: 'Phone' };
    expect([namesOf(book, phone), namesOf(other, phone)]).toEqual([both, both]);
  });
});

describe('names', () => {
  test('[NAME1] what cannot be seen is not written, and is shown where it was', () => {
    for (const name of ['Moi\u200Bra', 'Moira\u202E', '\u3164', 'Moi\nra']) {
      expect(namePerson(book, me, phone, { name, colour: 1 })).toMatchObject({
        reason: 'not-allowed',
      });
      expect(nameDevice(book, me, phone, name, moira)).toMatchObject({ reason: 'not-allowed' });
    }
    put({ name: 'Moi\u202Era', colour: 1, deviceName: 'Pho\u200Bne' });
    expect(namesOf(book, phone)).toMatchObject({ name: 'Moi\uFFFDra', deviceName: 'Pho\uFFFDne' });
  });

  test('[NAME3] a change keeps what somebody was called, until when, and who changed it', () => {
    namePerson(book, me, phone, moira);
    const keeper = { ...authorOf(2), device: laptop, now: () => 77_000 };
    const change = { name: ' Moira B ', colour: 4, before: moira.name };
    expect(renamePerson(book, keeper, phone, change).type).toBe('done');
    expect(namesOf(book, phone)).toMatchObject({
      name: 'Moira B',
      colour: 4,
      formerly: [{ name: moira.name, until: 77_000, by: laptop }],
    });
    // A colour alone is no other name, and what the device is called stays beside them.
    renamePerson(book, keeper, phone, { name: 'Moira B', colour: 5, before: 'Moira B' });
    nameDevice(book, keeper, phone, 'Phone', moira);
    expect(namesOf(book, phone)).toMatchObject({ colour: 5, deviceName: 'Phone' });
    expect(namesOf(book, phone)?.formerly).toHaveLength(1);
    for (let number = 0; number < 40; number += 1) {
      const next = { name: `M${number + 1}`, colour: 5, before: `M${number}` };
      renamePerson(book, keeper, phone, next);
    }
    const { formerly } = namesOf(book, phone)!;
    expect([formerly?.length, formerly?.at(-1)?.name]).toEqual([formerNamesMax, 'M39']);
    const blank = { name: '', colour: 5, before: 'M40' };
    expect(renamePerson(book, keeper, phone, blank).type).toBe('refused');
  });

  test('[NAME3] of what is stored as a former name only what is one is read', () => {
    const good = { name: 'Mo', until: 1, by: laptop };
    const many = Array.from({ length: 50 }, () => good);
    for (const formerly of [7, [good, 7], [{ ...good, until: -1 }], many]) {
      put({ ...moira, formerly });
      expect(namesOf(book, phone)).toEqual({ device: phone, ...moira });
    }
    put({ ...moira, formerly: [good] });
    expect(namesOf(book, phone)?.formerly).toEqual([good]);
  });
});

/** As another device may have written it. */
function put(said: object): void {
  const happened = { id: idFor<EventId>(book.events.length), at: bounds.atMax, by: laptop };
  book.events.push([{ ...happened, t: deviceKind.type, d: phone, ...said }]);
}
