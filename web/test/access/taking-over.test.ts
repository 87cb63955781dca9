/** A book as Wardbook first made it, on the real relay: taken over and then raised, by keepers alone. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { schemaVersion } from '@wardbook/shared/books/ward';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { electors } from '@wardbook/shared/kinds/register/register';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import { firstShapeUpdate } from '@wardbook/shared/testing/first-shape-book';
import { takeOver } from '../../src/lib/open/take-over.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';
import { untilStored } from '../../src/lib/sync/storage/storage.ts';

let team: Team;
let keeper: Device;
let editor: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found(Uint8Array.from(atob(firstShapeUpdate), (one) => one.charCodeAt(0)));
  editor = await team.member('Editor', keeper);
});
afterEach(() => team.end());

const accessOf = ({ replica }: Device) => replica.membership.access!;
const raisings = (device: Device) =>
  accessOf(device).statements.filter(({ body }) => body.type === 'schema');
const isOf = (schema: number, device: Device) =>
  reach(device.replica, () => accessOf(device).schema === schema);
const isShared = ({ replica }: Device) =>
  reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
const start = (device: Device) => takeOver(device.replica, device.book);

function remember({ book, author }: Device, title: string): void {
  const issue = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(book, author, issue).type).toBe('done');
}

/** What everybody has said by now has come to everybody: this comes after it. */
async function settle(...devices: readonly Device[]): Promise<void> {
  for (const one of devices) {
    const held = one.book.size;
    remember(one, one.name);
    await isShared(one);
    for (const other of devices) await reach(other.replica, () => other.book.size > held);
  }
}

test('[ACCESS6] a book of before is of schema 1 until a keeper’s device has taken it over, and then of 2', async () => {
  expect([accessOf(keeper).schema, accessOf(editor).schema]).toEqual([1, 1]);
  start(keeper);
  expect(keeper.book.hasEarlierShape).toBe(false);
  // It is said once all of it is in the log, and not before.
  expect([accessOf(keeper).schema, keeper.replica.status.waiting > 0]).toEqual([1, true]);
  for (const device of [keeper, editor]) await isOf(schemaVersion, device);
  const by = keeper.author.device;
  for (const device of [keeper, editor]) {
    expect(accessOf(device).schemaRaisedBy).toMatchObject({ device: by });
    expect(electors(device.book).electors).toHaveLength(31);
    expect([device.book.hasEarlierShape, device.book.closedFor]).toEqual([false, undefined]);
  }
  await keeper.reopen();
  await isShared(keeper);
  start(keeper);
  await settle(keeper, editor);
  expect([raisings(keeper).length, raisings(editor).length]).toEqual([1, 1]);
});

test('[ACCESS6] it is raised once, also where two keepers’ devices take it over in one moment', async () => {
  const second = await team.member('Second', keeper, { role: 'keeper' });
  await reach(second.replica, () => electors(second.book).electors.length === 31);
  start(keeper);
  start(second);
  for (const device of [keeper, second, editor]) await isOf(schemaVersion, device);
  await settle(keeper, second, editor);
  for (const device of [keeper, second, editor]) {
    expect(raisings(device)).toHaveLength(1);
    expect(accessOf(device).schemaRaisedBy).toEqual(accessOf(keeper).schemaRaisedBy);
    expect(electors(device.book).electors).toHaveLength(31);
    expect([device.book.clashes, device.replica.status.waiting]).toEqual([0, 0]);
  }
});

test('[ACCESS6] an editor’s device takes nothing over and raises nothing, nor may it', async () => {
  await reach(editor.replica, () => editor.book.hasEarlierShape);
  start(editor);
  await settle(keeper, editor);
  expect([editor.book.hasEarlierShape, accessOf(editor).schema]).toEqual([true, 1]);
  const body = { type: 'schema', schema: schemaVersion } as const;
  const statement = await signAct(keeperOf(editor), body);
  expect(await editor.replica.propose(statement, 500)).toBe(false);
  await settle(keeper, editor);
  expect([accessOf(keeper).schema, accessOf(editor).schema]).toEqual([1, 1]);
});

test('[ACCESS6] a keeper’s device that has no relay takes over, and raises once it has one', async () => {
  keeper.replica.disconnect();
  start(keeper);
  expect(keeper.book.hasEarlierShape).toBe(false);
  await untilStored(keeper.replica.storage);
  expect(accessOf(keeper).schema).toBe(1);
  keeper.replica.connect();
  await isOf(schemaVersion, editor);
  expect([editor.book.hasEarlierShape, raisings(editor).length]).toEqual([false, 1]);
});

test('[ACCESS6] it is not raised before the relay has said that it holds what was taken over', async () => {
  team.deafen(keeper);
  start(keeper);
  await reach(editor.replica, () => editor.book.hasEarlierShape);
  await reach(editor.replica, () => !editor.book.hasEarlierShape);
  // Whatever else the keeper's device had sent with it would have come by now.
  for (let n = 0; n < 5; n++) {
    remember(editor, `note ${n}`);
    await isShared(editor);
  }
  expect(raisings(editor)).toEqual([]);
  team.hears(keeper);
  await isOf(schemaVersion, editor);
});

test('[ACCESS6] nor while another of its relays has not got it', async () => {
  await team.second.start();
  const naming = { type: 'relays', revision: 1, urls: [firstRelay, secondRelay] } as const;
  team.cut(keeper, secondRelay);
  team.cut(editor, secondRelay);
  expect(await keeper.replica.propose(await signAct(keeperOf(keeper), naming))).toBe(true);
  start(keeper);
  await reach(editor.replica, () => electors(editor.book).electors.length === 31);
  await settle(keeper, editor);
  expect([keeper.replica.status.waiting, accessOf(keeper).schema]).toEqual([0, 1]);
  team.mend(keeper, secondRelay);
  await isOf(schemaVersion, editor);
});

test('[BOOK11] an editor who writes a schema into the settings closes nothing; a keeper who signs one does', async () => {
  const schema = Number.MAX_SAFE_INTEGER;
  const { doc } = editor.replica;
  const happened = { id: 'A'.repeat(16), at: Date.now(), by: editor.author.device };
  doc.transact(() => {
    doc.getMap('settings').set('schema', schema);
    doc.getArray('events').push([{ ...happened, t: 'settings', schema, over: [] }]);
  });
  await settle(editor, keeper);
  for (const device of [keeper, editor]) expect(device.book.closedFor).toBeUndefined();
  start(keeper);
  for (const device of [keeper, editor]) await isOf(schemaVersion, device);
  await settle(keeper, editor);

  const newer = { type: 'schema', schema: schemaVersion + 1 } as const;
  expect(await keeper.replica.propose(await signAct(keeperOf(keeper), newer))).toBe(true);
  await isOf(schemaVersion + 1, editor);
  for (const { book, author } of [keeper, editor]) {
    const issue = { kind: 'issue', title: 'Late', text: '', state: 'open' } as const;
    expect(saveMemory(book, author, issue)).toEqual({ type: 'refused', reason: 'newer-book' });
    expect(electors(book).electors).toHaveLength(31);
  }
});
