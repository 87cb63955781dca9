/** Who may open a book, from end to end: devices as the app has them, and the real relay. */
import { bookSettings, setSettings } from '@wardbook/shared/kinds/settings/settings';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { comparisonOf } from '@wardbook/shared/access/comparison';
import { admitWaiting, removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { actAsKeeper } from '../../src/lib/open/keeper-act.ts';
import type { Device } from '../simulation/device.ts';
import { hasCode, keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;

/** How far it is with the code of somebody who waits, as a device shows it. */
function comparisonHere({ replica }: Pick<Device, 'replica'>, device: DeviceId) {
  const { access } = replica.membership;
  return access && comparisonOf(access, device, replica.relayNow());
}

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
});

afterEach(() => team.end());

describe('[ACCESS1] a link with approval opens nothing until a keeper admits', () => {
  test('both online: the same code on both screens, the name for the keeper, then the book', async () => {
    const secret = await team.invite(keeper, { approval: true });
    const joiner = await team.join('Sam', secret);
    await reach(joiner.replica, ({ connection }) => connection === 'waiting');
    await reach(keeper.replica, () => keeper.replica.membership.access!.waiting.size === 1);
    const { device } = joiner.author;
    expect(keeper.replica.membership.names.get(device)).toContain('Sam');
    await hasCode(keeper, device);
    expect(comparisonHere(joiner, device)).toEqual(comparisonHere(keeper, device));
    expect(joiner.replica.membership.keys.size).toBe(0);
    expect(await keeper.replica.propose(await admitWaiting(keeperOf(keeper), device))).toBe(true);
    await reach(joiner.replica, ({ connection }) => connection === 'live');
    expect(bookSettings(joiner.book)?.ward).toBe('Ward');
    expect(joiner.replica.status.role).toBe('editor');
  });

  test('never online together', async () => {
    const secret = await team.invite(keeper, { approval: true });
    keeper.replica.disconnect();
    const joiner = await team.join('Sam', secret);
    const { device } = joiner.author;
    const comes = async ({ replica }: Device, until: string) => {
      replica.connect();
      await reach(replica, () => comparisonHere({ replica }, device)?.type === until);
      await reach(replica, ({ connection }) => connection === 'waiting' || connection === 'live');
    };
    await comes(joiner, 'awaits-answer');
    // What it is bound to is on its disk, also when the power goes.
    await joiner.crash();
    await comes(keeper, 'awaits-opening');
    expect(await actAsKeeper(keeper.replica, { type: 'admit', device })).toEqual({
      type: 'refused',
      reason: 'not-opened',
    });
    keeper.replica.disconnect();
    await joiner.openTab();
    await comes(joiner, 'code');
    joiner.replica.disconnect();
    await comes(keeper, 'code');
    expect(comparisonHere(joiner, device)).toEqual(comparisonHere(keeper, device));
    expect(await actAsKeeper(keeper.replica, { type: 'admit', device })).toEqual({ type: 'done' });
    keeper.replica.disconnect();
    joiner.replica.connect();
    await reach(joiner.replica, ({ connection }) => connection === 'live');
    expect(bookSettings(joiner.book)?.ward).toBe('Ward');
  });

  test('a relay that forgets it all comes to have the same code again', async () => {
    const secret = await team.invite(keeper, { approval: true });
    keeper.replica.disconnect();
    await team.relay.backUp();
    keeper.replica.connect();
    const joiner = await team.join('Sam', secret);
    const { device } = joiner.author;
    await hasCode(keeper, device);
    const before = comparisonHere(keeper, device);
    await reach(joiner.replica, () => comparisonHere(joiner, device)?.type === 'code');
    for (const { replica } of [keeper, joiner]) replica.disconnect();
    await team.relay.restore();
    await team.relay.start();
    joiner.replica.connect();
    await reach(joiner.replica, ({ connection }) => connection === 'waiting');
    keeper.replica.connect();
    await reach(
      keeper.replica,
      ({ connection, waiting }) => connection === 'live' && waiting === 0,
    );
    for (const at of [keeper, joiner]) expect(comparisonHere(at, device)).toEqual(before);
    expect(await actAsKeeper(keeper.replica, { type: 'admit', device })).toEqual({ type: 'done' });
    await reach(joiner.replica, ({ connection }) => connection === 'live');
  });

  test('turned away: told so, with the proof, and nothing was ever readable', async () => {
    const joiner = await team.join('Sam', await team.invite(keeper, { approval: true }));
    const { device } = joiner.author;
    await reach(keeper.replica, () => keeper.replica.membership.access!.waiting.has(device));
    await keeper.replica.propose(await signAct(keeperOf(keeper), { type: 'decline', device }));
    await reach(joiner.replica, ({ connection }) => connection === 'stopped');
    expect(joiner.replica.status.stoppedBy).toBe('declined');
    expect(joiner.replica.membership.former).toMatchObject({
      how: 'declined',
      by: keeper.author.device,
    });
    expect(bookSettings(joiner.book)).toBeUndefined();
  });

  test('a link that was withdrawn lets nobody in', async () => {
    const secret = await team.invite(keeper);
    const [invite] = keeper.replica.membership.access!.invites.keys();
    const act = await signAct(keeperOf(keeper), { type: 'withdraw', invite: invite! });
    expect(await keeper.replica.propose(act)).toBe(true);
    const joiner = await team.join('Late', secret);
    await reach(joiner.replica, ({ connection }) => connection === 'stopped');
    expect(joiner.replica.status.stoppedBy).toBe('invite-withdrawn');
  });
});

describe('[ACCESS2] removal', () => {
  test('cuts the device at once, gives it the proof, and shuts it out of what follows', async () => {
    const editor = await team.member('Editor', keeper);
    const other = await team.member('Other', keeper);
    const { device } = editor.author;
    expect(await keeper.replica.propose(await removeDevices(keeperOf(keeper), [device]))).toBe(
      true,
    );
    await reach(editor.replica, ({ connection }) => connection === 'stopped');
    expect(editor.replica.status.stoppedBy).toBe('removed');
    expect(editor.replica.membership.former).toMatchObject({
      how: 'removed',
      by: keeper.author.device,
    });
    expect([...editor.replica.membership.keys.keys()]).toEqual([0]);
    await reach(other.replica, () => other.replica.membership.keys.has(1));
    setSettings(keeper.book, keeper.author, { council: 'After' });
    await reach(other.replica, () => bookSettings(other.book)?.council === 'After');
    expect(bookSettings(editor.book)?.council).toBe('Council');
  });

  test('a device that was away learns it at its next connection', async () => {
    const editor = await team.member('Editor', keeper);
    editor.replica.disconnect();
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [editor.author.device]));
    editor.replica.connect();
    await reach(editor.replica, ({ connection }) => connection === 'stopped');
    expect(editor.replica.membership.former?.by).toBe(keeper.author.device);
  });

  test('whoever comes after a removal reads the whole book with the new key alone', async () => {
    const editor = await team.member('Editor', keeper);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [editor.author.device]));
    const newcomer = await team.member('Newcomer', keeper);
    await reach(newcomer.replica, ({ unopened }) => unopened.length === 0);
    expect(bookSettings(newcomer.book)?.ward).toBe('Ward');
    expect([...newcomer.replica.membership.keys.keys()]).toEqual([1]);
  });

  test('work done while away by somebody who stays survives the change of key', async () => {
    const editor = await team.member('Editor', keeper);
    const other = await team.member('Other', keeper);
    other.replica.disconnect();
    setSettings(other.book, other.author, { council: 'Written while away' });
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [editor.author.device]));
    other.replica.connect();
    await reach(keeper.replica, () => bookSettings(keeper.book)?.council === 'Written while away');
    await reach(other.replica, ({ waiting }) => waiting === 0);
    expect([...other.replica.membership.keys.keys()]).toEqual([0, 1]);
  });

  test('two keepers who remove each other: the relay’s order decides, one stays', async () => {
    const second = await team.member('Second', keeper, { role: 'keeper' });
    const acts = await Promise.all([
      removeDevices(keeperOf(keeper), [second.author.device]),
      removeDevices(keeperOf(second), [keeper.author.device]),
    ]);
    void second.replica.propose(acts[1], 3_000);
    void keeper.replica.propose(acts[0], 3_000);
    await reach(keeper.replica, () => hasOneOf(keeper, second));
    await reach(second.replica, () => hasOneOf(keeper, second));
    const stopped = [keeper, second].filter(({ replica }) => replica.membership.former);
    expect(stopped).toHaveLength(1);
  });

  test('the last keeper cannot be removed', async () => {
    const act = await removeDevices(keeperOf(keeper), [keeper.author.device]);
    expect(await keeper.replica.propose(act, 1_000)).toBe(false);
    expect(keeper.replica.status.role).toBe('keeper');
  });
});

describe('[ACCESS3] another role', () => {
  test('an editor made a reader may write no more, and is told', async () => {
    const editor = await team.member('Editor', keeper);
    const { device } = editor.author;
    const act = { type: 'change', device, role: 'reader', until: 0 } as const;
    expect(await keeper.replica.propose(await signAct(keeperOf(keeper), act))).toBe(true);
    await reach(editor.replica, ({ role }) => role === 'reader');
    recordAnswer(editor.book, editor.author, { person: 'x' as never, outcome: 'not-in' });
    editor.book.events.push([{ id: 'smuggled' }]);
    await reach(editor.replica, ({ waiting }) => waiting > 0);
    setSettings(keeper.book, keeper.author, { council: 'Later' });
    await reach(editor.replica, () => bookSettings(editor.book)?.council === 'Later');
    expect(JSON.stringify(keeper.book.events)).not.toContain('smuggled');
  });

  test('what was refused to a reader is shared by itself once they may write again', async () => {
    const editor = await team.member('Editor', keeper);
    const { device } = editor.author;
    const become = async (role: 'reader' | 'editor') => {
      const act = { type: 'change', device, role, until: 0 } as const;
      return keeper.replica.propose(await signAct(keeperOf(keeper), act));
    };
    team.deafen(editor);
    expect(await become('reader')).toBe(true);
    setSettings(editor.book, editor.author, { council: 'Later' });
    expect(editor.replica.status.role).toBe('editor');
    await reach(editor.replica, ({ storage }) => storage.type === 'saved');
    team.hears(editor);
    await reach(editor.replica, ({ health }) => health.publishRefused === 'not-allowed');
    expect(await become('editor')).toBe(true);
    await reach(keeper.replica, () => bookSettings(keeper.book)?.council === 'Later');
    await reach(editor.replica, ({ waiting, health }) => waiting === 0 && !health.publishRefused);
  });
});

function hasOneOf(a: Device, b: Device): boolean {
  return Boolean(a.replica.membership.former) !== Boolean(b.replica.membership.former);
}
