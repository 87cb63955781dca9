/** The gate from end to end: an editor's device that means harm, on the real relay. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { hostileActs, mark, type HostileAct, type Way } from './hostile-acts.ts';
import { HostileMember } from './hostile-member.ts';
import { reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let editor: Device;
let mallory: Device;
let hostile: HostileMember;

beforeEach(async () => {
  // Snapshots are written while it goes on.
  team = new Team({
    tailEntriesMin: 8,
    tailBytesMin: 1 << 20,
    tailTimesSnapshot: 4,
    delayMsMax: 5,
  });
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
  mallory = await team.member('Mallory', keeper);
  note(editor, 'from before');
  for (const device of [keeper, mallory]) await isAt(device, 'from before');
  hostile = await HostileMember.in(team, mallory);
});
afterEach(async () => {
  hostile.leave();
  await team.end();
});

function note(device: Device, title: string): void {
  const issue = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(device.book, device.author, issue).type).toBe('done');
}
const isAt = (device: Device, title: string) =>
  reach(device.replica, () => contentOf(device.replica.doc).includes(title));

const kinds = Object.keys(hostileActs) as HostileAct[];

async function act({ plain }: Way): Promise<void> {
  const { doc } = mallory.replica;
  const victim = { client: editor.replica.doc.clientID, device: editor.author.device };
  const sealed = await hostile.seal('update', plain(hostile, { doc, victim }));
  expect(await hostile.append('update', sealed)).toBe('taken');
}

const turnedAway = ({ replica }: Device) => replica.status.unopened;

/** Expects that both write, and both read it; so does somebody who comes now, and somebody who starts again. */
async function expectToGoOn(...titles: readonly string[]): Promise<void> {
  for (const device of [keeper, editor]) note(device, `${device.name} goes on`);
  const newcomer = await team.member(`Newcomer ${team.devices.length}`, keeper);
  await editor.reopen();
  for (const device of [keeper, editor, newcomer]) {
    for (const title of ['from before', 'Keeper goes on', 'Editor goes on', ...titles])
      await isAt(device, title);
    await reach(device.replica, ({ waiting }) => waiting === 0);
    const content = contentOf(device.replica.doc);
    expect(content).not.toContain(mark);
    expect(content).toBe(contentOf(keeper.replica.doc));
    expect(device.replica.doc.store.pendingStructs).toBeNull();
    expect(device.replica.doc.store.pendingDs).toBeNull();
  }
}

describe('[GATE6] an editor’s device changes nothing that is not its own', () => {
  test.each(kinds)('%s', async (what) => {
    editor.replica.disconnect();
    note(editor, 'an afternoon away');
    const ways: readonly Way[] = hostileActs[what];
    for (const way of ways) await act(way);
    const refusals = ways.flatMap(({ refusal }) => refusal ?? []);
    const told = () =>
      turnedAway(keeper).flatMap(({ refusal, author }) =>
        author === hostile.device.id ? refusal : [],
      );
    await reach(keeper.replica, () => told().length >= refusals.length);
    expect(told()).toEqual(refusals);
    editor.replica.connect();
    await expectToGoOn('an afternoon away');
  });

  test('all of it, again and again, while others write and snapshots are made', async () => {
    for (let round = 0; round < 3; round++)
      for (const what of kinds) {
        for (const way of hostileActs[what]) await act(way);
        note(editor, `${what} ${round}`);
      }
    await expectToGoOn('oversize 2', 'gap 0');
  });

  test('what is its own and honest still comes in afterwards', async () => {
    for (const way of hostileActs.gap) await act(way);
    const own = { id: 'own', t: 'memory', at: 1, by: hostile.device.id, h: 'an honest word' };
    const update = hostile.updateOf('events', [own]);
    expect(await hostile.append('update', await hostile.seal('update', update))).toBe('taken');
    await expectToGoOn('an honest word');
  });
});
