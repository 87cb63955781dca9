/** A person with several devices, from end to end: devices as the app has them, and the real relay. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { comparisonOf } from '@wardbook/shared/access/comparison';
import { issueOwnInvite } from '@wardbook/shared/sealing/found';
import { actAsKeeper } from '../../src/lib/open/keeper-act.ts';
import { deviceNameOf, teammateOf } from '../../src/lib/open/people.ts';
import { teamOf } from '../../src/lib/open/team.ts';
import type { Device } from '../simulation/device.ts';
import { hasCode, keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
});

afterEach(() => team.end());

/** Another device of whoever has `first`, once a keeper has admitted it. */
async function second(first: Device, called: string): Promise<Device> {
  const device = await waitingSecond(first, called);
  const { device: id } = device.author;
  await hasCode(keeper, id);
  expect(await actAsKeeper(keeper.replica, { type: 'admit', device: id })).toEqual({
    type: 'done',
  });
  await reach(device.replica, ({ connection }) => connection === 'live');
  return device;
}

async function waitingSecond(first: Device, called: string): Promise<Device> {
  const { access, device } = first.replica.membership;
  const made = await issueOwnInvite(access!, device, 60_000, systemClock, systemRandom);
  expect(await first.replica.propose(made.statement)).toBe(true);
  const joiner = await team.join(called, made.secret);
  await reach(joiner.replica, ({ connection }) => connection === 'waiting');
  return joiner;
}

function accessOf({ replica }: Device) {
  return replica.membership.access!;
}

test('[TEAM4] an editor adds a device: it waits with the same code everywhere, and comes in as theirs', async () => {
  const editor = await team.member('Moira', keeper);
  const laptop = await waitingSecond(editor, 'Laptop');
  const { device } = laptop.author;
  await reach(editor.replica, () => accessOf(editor).waiting.has(device));
  await reach(keeper.replica, () => accessOf(keeper).waiting.has(device));
  const comparisons = () =>
    [keeper, editor, laptop].map((at) => comparisonOf(accessOf(at), device, Date.now()));
  for (const { replica } of [keeper, editor])
    await reach(replica, () => comparisons().every((each) => each?.type === 'code'));
  expect(new Set(comparisons().map((each) => JSON.stringify(each))).size).toBe(1);
  // The keeper knows whose it is and what it calls itself; whoever made the link, whose it is.
  const { membership } = keeper.replica;
  expect(teammateOf(keeper.book, membership, device)).toMatchObject({
    person: editor.author.device,
    name: expect.stringContaining('Moira') as string,
  });
  expect(deviceNameOf(keeper.book, membership, device)).toContain('Laptop');
  expect(deviceNameOf(editor.book, editor.replica.membership, device)).toBeUndefined();
  // Nobody but a keeper lets it in, its own person included.
  expect(await actAsKeeper(editor.replica, { type: 'admit', device })).toMatchObject({
    type: 'refused',
  });

  expect(await actAsKeeper(keeper.replica, { type: 'admit', device })).toEqual({ type: 'done' });
  await reach(laptop.replica, ({ connection }) => connection === 'live');
  expect(laptop.replica.status.role).toBe('editor');
  expect(teamOf(accessOf(laptop)).map(({ devices }) => devices.length)).toEqual([1, 2]);
  expect(deviceNameOf(laptop.book, laptop.replica.membership, device)).toContain('Laptop');
});

test('[TEAM4] one device of several is removed: it is cut off, the other goes on with the new key', async () => {
  const editor = await team.member('Moira', keeper);
  const laptop = await second(editor, 'Laptop');
  const devices = [editor.author.device];
  expect(await actAsKeeper(keeper.replica, { type: 'remove', devices })).toEqual({ type: 'done' });
  await reach(editor.replica, ({ connection }) => connection === 'stopped');
  await reach(laptop.replica, () => accessOf(laptop).epoch === 1);
  expect(laptop.replica.membership.keys.has(1)).toBe(true);
  expect(editor.replica.membership.keys.has(1)).toBe(false);
  expect(laptop.replica.status.role).toBe('editor');
  expect(teamOf(accessOf(keeper)).map(({ person }) => person)).toEqual([
    keeper.author.device,
    editor.author.device,
  ]);
});

test('[TEAM4] a person is removed with all their devices in one act', async () => {
  const editor = await team.member('Moira', keeper);
  const laptop = await second(editor, 'Laptop');
  const devices = [editor, laptop].map(({ author }) => author.device);
  expect(await actAsKeeper(keeper.replica, { type: 'remove', devices })).toEqual({ type: 'done' });
  for (const { replica } of [editor, laptop]) {
    await reach(replica, ({ connection }) => connection === 'stopped');
    expect(replica.membership.former?.how).toBe('removed');
  }
  expect(accessOf(keeper)).toMatchObject({ epoch: 1 });
  expect(accessOf(keeper).members.size).toBe(1);
});

test('[TEAM4] another role is one act for all devices of a person', async () => {
  const editor = await team.member('Moira', keeper);
  const laptop = await second(editor, 'Laptop');
  const devices = [editor, laptop].map(({ author }) => author.device);
  const act = { type: 'change', devices, role: 'reader', until: 0 } as const;
  expect(await actAsKeeper(keeper.replica, act)).toEqual({ type: 'done' });
  for (const { replica } of [editor, laptop]) await reach(replica, ({ role }) => role === 'reader');
  const { length } = accessOf(keeper).statements;
  expect(await actAsKeeper(keeper.replica, act)).toEqual({ type: 'done' });
  expect(accessOf(keeper).statements).toHaveLength(length);
});

test('[TEAM4] the last keeper stays one: nothing is done by halves', async () => {
  const laptop = await second(keeper, 'Laptop');
  const devices = [keeper, laptop].map(({ author }) => author.device);
  const change = { type: 'change', devices, role: 'editor', until: 0 } as const;
  const refusal = { type: 'refused', reason: 'last-keeper' };
  expect(await actAsKeeper(keeper.replica, change)).toEqual(refusal);
  expect(await actAsKeeper(keeper.replica, { type: 'remove', devices })).toEqual(refusal);
  expect([...accessOf(keeper).members.values()].map(({ role }) => role)).toEqual([
    'keeper',
    'keeper',
  ]);
});

test('[TEAM4] a keeper steps down on all their devices, the one at hand last', async () => {
  const laptop = await second(keeper, 'Laptop');
  await team.member('Other', keeper, { role: 'keeper' });
  const devices = [keeper, laptop].map(({ author }) => author.device);
  const change = { type: 'change', devices, role: 'editor', until: 0 } as const;
  expect(await actAsKeeper(keeper.replica, change)).toEqual({ type: 'done' });
  for (const { replica } of [keeper, laptop]) await reach(replica, ({ role }) => role === 'editor');
});

test('[TEAM4] whoever waits by a link from a removed device cannot come in by it', async () => {
  const editor = await team.member('Moira', keeper);
  const laptop = await waitingSecond(editor, 'Laptop');
  const { device } = laptop.author;
  await actAsKeeper(keeper.replica, { type: 'remove', devices: [editor.author.device] });
  await reach(keeper.replica, () => accessOf(keeper).waiting.has(device));
  expect(await actAsKeeper(keeper.replica, { type: 'admit', device })).toEqual({
    type: 'refused',
    reason: 'not-a-member',
  });
  expect(keeperOf(laptop).keys.size).toBe(0);
});
