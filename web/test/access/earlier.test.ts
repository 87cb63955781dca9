/** The book as it was: daily copies on a keeper's device, read beside the book, and records brought back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { openBook } from '@wardbook/shared/books/ward';
import { History } from '@wardbook/shared/find/history';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { strikeOut } from '@wardbook/shared/kinds/strike-out/strike-out';
import type { Book } from '@wardbook/shared/ledger/book';
import { bringBack, goneSince } from '@wardbook/shared/ledger/way-back';
import { copyOf } from '../../src/lib/sync/files/copy-file.ts';
import { dailyCopies, makeDailyCopy } from '../../src/lib/sync/files/daily-copies.ts';
import { readEarlier } from '../../src/lib/sync/files/read-earlier.ts';
import type { Device } from '../simulation/device.ts';
import { reach, Team } from './team.ts';

const maker = { now: systemClock, random: systemRandom };
let team: Team;
let keeper: Device;
let ben: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  ben = await team.member('Ben', keeper);
});

afterEach(() => team.end());

function remember(device: Device, title: string) {
  saveMemory(device.book, device.author, { kind: 'note', title, text: '', state: 'open' });
}

const titles = (book: Book) => new History(book).memory().map(({ current }) => current.title);
const has = (device: Device, ...wanted: string[]) =>
  reach(device.replica, () => wanted.every((title) => titles(device.book).includes(title)));

describe('[BACK4] the copies of a keeper’s device', () => {
  test('lie sealed beside the book, and are read beside it as it was', async () => {
    remember(keeper, 'before');
    const made = await makeDailyCopy(keeper.replica, maker);
    remember(keeper, 'after');
    const [copy, ...more] = await dailyCopies(keeper.replica.storage);
    expect([copy, more]).toEqual([made, []]);
    const file = (await keeper.replica.storage.readCopy(copy!))!;
    expect(file.length).toBe(copy!.bytes);
    expect(new TextDecoder().decode(file)).not.toContain('before');
    const read = await readEarlier(keeper.replica, file, Date.now());
    if (read.type === 'refused') throw new Error(read.reason);
    expect(read).toMatchObject({ at: expect.any(Number), author: keeper.author.device });
    expect(titles(openBook(read.doc))).toEqual(['before']);
    expect(titles(keeper.book)).toHaveLength(2);
  });

  test('a second one of the day takes the place of the first', async () => {
    await makeDailyCopy(keeper.replica, { ...maker, now: () => Date.now() - 1 });
    const second = await makeDailyCopy(keeper.replica, maker);
    expect(await dailyCopies(keeper.replica.storage)).toEqual([second]);
  });

  test('one that was damaged, or is of another book, is refused by name', async () => {
    const file = (await copyOf(keeper.replica, maker))!;
    file[file.length - 1]! ^= 1;
    const now = Date.now();
    expect(await readEarlier(keeper.replica, file, now)).toEqual({
      type: 'refused',
      reason: 'forged',
    });
    const other = new Team();
    try {
      const elsewhere = await other.found();
      const theirs = (await copyOf(elsewhere.replica, maker))!;
      expect(await readEarlier(keeper.replica, theirs, now)).toEqual({
        type: 'refused',
        reason: 'other-book',
      });
    } finally {
      await other.end();
    }
  });
});

describe('[BACK5] the way back reaches everybody', () => {
  test('what an editor took back, and wrote, is as before on each device and for a newcomer', async () => {
    remember(ben, 'Old allotments');
    remember(keeper, 'Bus 12');
    await has(keeper, 'Old allotments');
    await has(ben, 'Bus 12');
    const file = (await copyOf(keeper.replica, maker))!;
    const since = Date.now();
    const all = ben.book
      .entries()
      .flatMap(({ event }) => (event.type === 'memory' ? event.id : []));
    ben.book.undo(ben.author, all);
    remember(ben, 'Lies');
    await has(keeper, 'Lies');
    const read = await readEarlier(keeper.replica, file, Date.now());
    if (read.type === 'refused') throw new Error(read.reason);
    const before = openBook(read.doc);
    const gone = goneSince(before, keeper.book);
    expect(gone.map(({ how }) => how)).toEqual(['taken-back', 'taken-back']);
    const chosen = new Set(gone.map(({ event }) => event.id));
    bringBack({ before, now: keeper.book }, keeper.author, chosen);
    strikeOut(keeper.book, keeper.author, { whose: new Set([ben.author.device]), since });
    const asBefore = ['Bus 12', 'Old allotments'];
    const late = await team.member('Late', keeper);
    for (const device of [keeper, ben, late])
      await reach(device.replica, () => titles(device.book).toSorted().join() === asBefore.join());
  });

  test('what the book has no more is brought back under its author’s name by a keeper', async () => {
    const file = (await copyOf(ben.replica, maker))!;
    const stray = openBook((await readBook(file)).doc);
    saveMemory(stray, ben.author, { kind: 'note', title: 'Lost', text: '', state: 'open' });
    const gone = goneSince(stray, keeper.book);
    expect(gone.map(({ how }) => how)).toEqual(['missing']);
    const ids = new Set(gone.map(({ event }) => event.id));
    bringBack({ before: stray, now: keeper.book }, keeper.author, ids);
    await has(ben, 'Lost');
    expect(ben.book.event(gone[0]!.event.id)?.by).toBe(ben.author.device);
  });
});

async function readBook(file: Uint8Array) {
  const read = await readEarlier(keeper.replica, file, Date.now());
  if (read.type === 'refused') throw new Error(read.reason);
  return read;
}
