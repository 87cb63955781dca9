import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { deviceFor } from '../testing/arbitraries.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { createBook } from './ward.ts';
import {
  holder,
  holders,
  holderEveryMs,
  isHolderDue,
  writeHolder,
} from '../kinds/holder/holder.ts';
import {
  namesOf,
  devicesNamed,
  isDeviceName,
  renamePerson,
  nameDevice,
  namePerson,
} from '../kinds/device/device.ts';
import type { Book } from '../ledger/book.ts';
import { addDistrict } from '../kinds/register/district.ts';
import { setCode } from '../kinds/code/code.ts';
import { setSettings } from '../kinds/settings/settings.ts';
import { bounds } from '../base/bounds.ts';
import { parseHolder, parseMember } from '../book/parse-book.ts';

const [phone, laptop] = [deviceFor(1), deviceFor(2)];
const moira = { name: 'Moira', colour: 3 };
let book: Book;

beforeEach(() => {
  const start = { ward: 'Alderbrook', council: 'Marlow Vale', districts: [] };
  book = createBook(new Y.Doc(), { ...start, now: () => 1, random: seededRandom(1) });
});

describe('what a device is called', () => {
  test('[TEAM3] is kept beside its person’s name, whichever is written first', () => {
    expect(nameDevice(book, phone, ' Phone ', moira)).toEqual({ type: 'done' });
    expect(namesOf(book, phone)).toEqual({ device: phone, ...moira, deviceName: 'Phone' });
    namePerson(book, phone, { name: 'Moira Blake', colour: 4 });
    nameDevice(book, phone, 'Old phone', { name: 'somebody else', colour: 0 });
    const renamed = { device: phone, name: 'Moira Blake', colour: 4, deviceName: 'Old phone' };
    expect(namesOf(book, phone)).toEqual(renamed);
    namePerson(book, laptop, moira);
    expect(devicesNamed(book)).toEqual([{ device: laptop, ...moira }, renamed]);
  });

  test('[TEAM3] is refused when blank or too long, and a bad one costs nobody their own name', () => {
    const longest = 'x'.repeat(bounds.deviceNameMax);
    expect([longest, 'a', ' ', '', `${longest}x`].map(isDeviceName)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    for (const name of [' ', `${longest}x`])
      expect(nameDevice(book, phone, name, moira)).toMatchObject({ reason: 'not-allowed' });
    expect(nameDevice(book, phone, 'Phone', { name: '', colour: 0 }).type).toBe('refused');
    expect(devicesNamed(book)).toEqual([]);
    for (const deviceName of [7, '', `${longest}x`, { toString: () => 'x' }])
      expect(parseMember(phone, { ...moira, deviceName })).toEqual({ device: phone, ...moira });
  });

  test('[TEAM3] what a newer version wrote beside it stays', () => {
    book.members.set(phone, { ...moira, pronoun: 'she' });
    nameDevice(book, phone, 'Phone', moira);
    expect(book.members.get(phone)).toEqual({ ...moira, deviceName: 'Phone', pronoun: 'she' });
  });
});

describe('names', () => {
  test('[NAME1] what cannot be seen is not written, and is shown where it was', () => {
    for (const name of ['Moi\u200Bra', 'Moira\u202E', '\u3164', 'Moi\nra']) {
      expect(namePerson(book, phone, { name, colour: 1 })).toMatchObject({ reason: 'not-allowed' });
      expect(nameDevice(book, phone, name, moira)).toMatchObject({ reason: 'not-allowed' });
      const code = { letter: name.slice(0, 3), label: name, colour: 'red', order: 1 } as const;
      expect(setCode(book, seededRandom(2), code).type).toBe('refused');
      expect(addDistrict(book, { letters: 'AB', name }).type).toBe('refused');
      expect(setSettings(book, { ward: name }).type).toBe('refused');
    }
    book.members.set(phone, { name: 'Moi\u202Era', colour: 1, deviceName: 'Pho\u200Bne' });
    expect(namesOf(book, phone)).toMatchObject({ name: 'Moi\uFFFDra', deviceName: 'Pho\uFFFDne' });
  });

  test('[NAME3] a change keeps what somebody was called, until when, and who changed it', () => {
    namePerson(book, phone, moira);
    const at = { device: laptop, now: () => 77 };
    const change = { name: ' Moira B ', colour: 4, before: moira.name };
    expect(renamePerson(book, phone, change, at)).toEqual({ type: 'done' });
    expect(namesOf(book, phone)).toMatchObject({
      name: 'Moira B',
      colour: 4,
      formerly: [{ name: moira.name, until: 77, by: laptop }],
    });
    // A colour alone is no other name, and what the device is called stays beside them.
    renamePerson(book, phone, { name: 'Moira B', colour: 5, before: 'Moira B' }, at);
    nameDevice(book, phone, 'Phone', moira);
    expect(namesOf(book, phone)).toMatchObject({ colour: 5, deviceName: 'Phone' });
    expect(namesOf(book, phone)?.formerly).toHaveLength(1);
    for (let number = 0; number < 40; number++)
      renamePerson(book, phone, { name: `M${number + 1}`, colour: 5, before: `M${number}` }, at);
    const { formerly } = namesOf(book, phone)!;
    expect([formerly?.length, formerly?.at(-1)?.name]).toEqual([bounds.formerNamesMax, 'M39']);
    expect(renamePerson(book, phone, { name: '', colour: 5, before: 'M40' }, at).type).toBe(
      'refused',
    );
  });

  test('[NAME3] of what is stored as a former name only what is one is read', () => {
    const good = { name: 'Mo', until: 1, by: laptop };
    for (const formerly of [
      7,
      [good, 7],
      [{ ...good, until: -1 }],
      Array.from({ length: 50 }, () => good),
    ]) {
      book.members.set(phone, { ...moira, formerly });
      expect(namesOf(book, phone)).toEqual({ device: phone, ...moira });
    }
  });
});

describe('who has everything', () => {
  test('[TEAM6] is written down at most every twelve hours for each device', () => {
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    for (let hour = 0; hour <= 24; hour++) writeHolder(book, phone, hour * 3_600_000);
    expect(updates).toBe(3);
    expect(holders(book)).toEqual([{ device: phone, at: 2 * holderEveryMs }]);
    expect(writeHolder(book, phone, 2 * holderEveryMs + 1)).toMatchObject({ reason: 'nothing' });
    writeHolder(book, laptop, 5);
    expect(holders(book).map(({ device }) => device)).toEqual([phone, laptop]);
  });

  test('[TEAM6] an entry from a clock far ahead is put right, not waited for', () => {
    writeHolder(book, phone, 30 * holderEveryMs);
    expect(isHolderDue(book, phone, holderEveryMs)).toBe(true);
    writeHolder(book, phone, holderEveryMs);
    expect(holder(book, phone)).toEqual({ device: phone, at: holderEveryMs });
  });

  test('[TEAM6] no time that is none is written, and none is read', () => {
    for (const at of [-1, 0.5, Number.NaN, bounds.atMax + 1])
      expect(writeHolder(book, phone, at).type).toBe('refused');
    expect(book.holders.size).toBe(0);
    fc.assert(
      fc.property(fc.string(), fc.anything(), (key, value) => {
        expect(parseHolder(key, value)).toBeUndefined();
        const read = parseHolder(phone, { at: value });
        if (read !== undefined) expect(read.at).toBe(value);
      }),
    );
  });

  test('[BOOK11] a book of a newer version is not written', () => {
    book.settings.set('schema', 2);
    expect(writeHolder(book, phone, 1)).toMatchObject({ reason: 'newer-book' });
    expect(nameDevice(book, phone, 'Phone', moira)).toMatchObject({ reason: 'newer-book' });
  });
});
