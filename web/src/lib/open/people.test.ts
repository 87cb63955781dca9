import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Access } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { createBook } from '@wardbook/shared/books/ward';
import {
  namesOf,
  devicesNamed,
  nameDevice,
  namePerson,
} from '@wardbook/shared/kinds/device/device';
import type { Book } from '@wardbook/shared/ledger/book';
import {
  deviceNumbered,
  grantBody,
  inviteBody,
  joinBody,
  revokeBody,
  recoverySheetBody,
  waitingJoinBody,
} from '@wardbook/shared/testing/statements';
import { ToldBook } from '@wardbook/shared/testing/told-book';
import { systemRandom } from '@wardbook/shared/base/ports';
import {
  carryDeviceName,
  deviceNameOf,
  nameDeviceOnce,
  personOf,
  signIn,
  teammateOf,
  writeNames,
} from './people.ts';

const [phone, laptop, other, waiting, declined, old, recoverySheet] = [1, 2, 3, 4, 5, 6, 7].map(
  deviceNumbered,
) as [DeviceId, DeviceId, DeviceId, DeviceId, DeviceId, DeviceId, DeviceId];
const author = { device: phone, now: () => (at += 1), random: systemRandom };
let at = 0;
let book: Book;

/** Moira has a phone and a laptop, had an old one, and has invited two more; Sam has one. */
function access(): Access {
  const told = new ToldBook(phone);
  told.addOwn(laptop, phone);
  told.say(laptop, grantBody(other, 'editor'));
  told.say(phone, recoverySheetBody(recoverySheet));
  told.addOwn(old, phone);
  told.askAsOwn(waiting, laptop);
  told.askAsOwn(declined, laptop);
  told.say(phone, { type: 'decline', device: declined });
  told.say(phone, revokeBody(told.access, old));
  return told.access;
}

/** As it stands with one device, which could read these names. */
function membership(
  device: DeviceId,
  names: [DeviceId, string][] = [],
  deviceNames: [DeviceId, string][] = [],
) {
  const known = { access: access(), names: new Map(names), deviceNames: new Map(deviceNames) };
  return { ...known, device: { id: device } };
}

beforeEach(() => {
  const start = { ward: 'Alderbrook', council: 'Marlow Vale', districts: [] };
  book = createBook(new Y.Doc(), author, start);
});

describe('whose a device is', () => {
  test('[TEAM1] every device of a person is theirs, also one that was removed or never let in', () => {
    const people = [phone, laptop, old, waiting, declined, other].map((each) =>
      personOf(access(), each),
    );
    expect(people).toEqual([phone, phone, phone, phone, phone, other]);
    expect(personOf(undefined, phone)).toBe(phone);
  });

  test('[TEAM1] name and colour are the person’s on each of them', () => {
    namePerson(book, author, phone, { name: 'Moira', colour: 5 });
    namePerson(book, author, laptop, { name: 'an older name', colour: 1 });
    for (const device of [phone, laptop, old, waiting])
      expect(teammateOf(book, membership(other), device)).toEqual({
        device,
        person: phone,
        name: 'Moira',
        givenName: 'Moira',
        isNamed: true,
        colour: 5,
      });
  });

  test('[TEAM1] without an entry it is the name they signed, then what another device wrote, then a word', () => {
    const name = (...names: [DeviceId, string][]) =>
      teammateOf(book, membership(other, names), laptop).name;
    expect(name([laptop, 'Firefox on Linux'])).toBe('Somebody');
    namePerson(book, author, laptop, { name: 'Moira B', colour: 0 });
    expect(name()).toBe('Moira B');
    expect(name([phone, 'Moira'])).toBe('Moira');
  });

  test('[NAME2] people of one name are told apart by who came first, on each of their devices', () => {
    const seen = membership(laptop);
    const names = () =>
      [phone, laptop, old, other].map((each) => teammateOf(book, seen, each).name);
    namePerson(book, author, phone, { name: 'Moira Blake', colour: 5 });
    namePerson(book, author, other, { name: 'moira  blake', colour: 5 });
    expect(names()).toEqual(['Moira Blake', 'Moira Blake', 'Moira Blake', 'moira  blake (2)']);
    // Nothing of it is written down.
    signIn(book, author, membership(other), { name: 'moira  blake', deviceName: 'Phone' });
    expect(namesOf(book, other)?.name).toBe('moira  blake');
    namePerson(book, author, other, { name: 'Sam', colour: 5 });
    expect(names().at(-1)).toBe('Sam');
  });

  test('[NAME2] who only asks to be let in comes last, and whoever has left keeps their place', () => {
    const told = new ToldBook(phone);
    told.say(phone, inviteBody(0, 'editor', { expires: 9, approval: true }));
    told.say(phone, inviteBody(1, 'editor', { expires: 9 }));
    told.say(declined, waitingJoinBody(0, told.access.book, declined));
    told.say(phone, grantBody(old, 'editor'));
    told.say(other, joinBody(1));
    told.say(phone, revokeBody(told.access, old));
    const labels = new Map([phone, declined, old, other].map((each) => [each, 'Moira'] as const));
    const seen = { access: told.access, names: labels, deviceNames: new Map<DeviceId, string>() };
    const names = [phone, old, other, declined].map((each) => teammateOf(book, seen, each).name);
    expect(names).toEqual(['Moira', 'Moira (2)', 'Moira (3)', 'Moira (4)']);
  });

  test('[TEAM2] a recovery sheet is called one, and is nobody’s device', () => {
    expect(teammateOf(book, membership(phone), recoverySheet).name).toBe('A recovery sheet');
  });
});

describe('what a device is called', () => {
  test('[TEAM3] what the book says, else what it called itself when it was added', () => {
    const names: [DeviceId, string][] = [
      [phone, 'Moira'],
      [laptop, 'Firefox on Linux'],
      [waiting, 'Tablet'],
    ];
    const seen = membership(other, names, [[phone, 'Moira’s phone']]);
    const name = (device: DeviceId) => deviceNameOf(book, seen, device);
    expect([phone, laptop, waiting, other].map(name)).toEqual([
      'Moira’s phone',
      'Firefox on Linux',
      'Tablet',
      undefined,
    ]);
    nameDevice(book, author, laptop, 'Old laptop', { name: 'Moira', colour: 0 });
    expect(name(laptop)).toBe('Old laptop');
  });

  test('[TEAM3] a first device signs in its person, a further one itself alone', () => {
    signIn(book, author, membership(phone), { name: 'Moira', deviceName: 'Phone' });
    namePerson(book, author, phone, { name: 'Moira Blake', colour: 7 });
    signIn(book, author, membership(laptop), { name: '', deviceName: 'Laptop' });
    expect(namesOf(book, phone)).toEqual({
      device: phone,
      name: 'Moira Blake',
      colour: 7,
      deviceName: 'Phone',
    });
    expect(namesOf(book, laptop)).toMatchObject({ name: 'Moira Blake', deviceName: 'Laptop' });
  });

  test('[TEAM3] a further device of somebody with no entry writes theirs too, or nothing false', () => {
    signIn(book, author, membership(laptop), { name: '', deviceName: 'Laptop' });
    expect(devicesNamed(book)).toEqual([]);
    signIn(book, author, membership(laptop, [[phone, 'Moira']]), {
      name: '',
      deviceName: 'Laptop',
    });
    expect(namesOf(book, phone)?.name).toBe('Moira');
  });

  test('[TEAM3] a guess never takes the place of a name', () => {
    const moira = membership(phone, [[phone, 'Moira']]);
    nameDeviceOnce(book, author, moira, undefined);
    expect(devicesNamed(book)).toEqual([]);
    nameDeviceOnce(book, author, moira, 'Firefox on Linux');
    nameDeviceOnce(book, author, moira, 'Chrome on Linux');
    expect(namesOf(book, phone)?.deviceName).toBe('Firefox on Linux');
  });

  test('[TEAM3] new keys of a device keep its name', () => {
    nameDevice(book, author, phone, 'Phone', { name: 'Moira', colour: 3 });
    carryDeviceName(book, author, phone, laptop);
    expect(namesOf(book, laptop)).toMatchObject({ name: 'Moira', deviceName: 'Phone' });
  });

  test('[TEAM4] before there is a new key, the names that only labels say are written down', () => {
    namePerson(book, author, other, { name: 'Sam, renamed', colour: 2 });
    const names: [DeviceId, string][] = [
      [phone, 'Moira'],
      [laptop, 'Laptop'],
      [other, 'Sam'],
    ];
    writeNames(book, author, membership(other, names, [[phone, 'Phone']]));
    expect(namesOf(book, phone)).toMatchObject({ name: 'Moira', deviceName: 'Phone' });
    expect(namesOf(book, laptop)).toMatchObject({ name: 'Moira', deviceName: 'Laptop' });
    expect(namesOf(book, other)).toMatchObject({ name: 'Sam, renamed', colour: 2 });
    expect(devicesNamed(book)).toHaveLength(3);
  });
});
