// An entry that the relay's disk has damaged: nobody is stopped, and what it held comes back.
import { afterEach, expect, test } from 'vitest';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { reach, Team } from './team.ts';

let team: Team;
afterEach(() => team.end());

async function remember({ book, author, replica }: Device, title: string): Promise<void> {
  saveMemory(book, author, { kind: 'issue', title, text: '', state: 'open' });
  await reach(replica, ({ waiting }) => waiting === 0);
}

const hasAll = ({ replica }: Device, ...titles: string[]) =>
  reach(
    replica,
    ({ connection, waiting }) =>
      connection === 'live' &&
      waiting === 0 &&
      titles.every((title) => contentOf(replica.doc).includes(title)),
  );

/** Three changes by an editor, the second damaged at the relay while nobody is there. */
async function damagedBook(): Promise<{ keeper: Device; editor: Device; secret: Bytes }> {
  const keeper = await team.found();
  const secret = await team.invite(keeper, { usesMax: 5 });
  const editor = await team.join('Editor', secret);
  await hasAll(editor);
  for (const title of ['the first', 'the second', 'the third']) {
    await remember(editor, title);
    await hasAll(keeper, title);
  }
  await team.relay.stop();
  const { head } = await team.relay.extent(keeper.replica.book);
  team.relay.damage(head - 1);
  return { keeper, editor, secret };
}

test('[DISK3] who had it puts it back, newcomers are told exactly what is missing until then', async () => {
  team = new Team('never');
  const { keeper, editor, secret } = await damagedBook();
  for (const device of [keeper, editor]) await device.crash();
  await team.relay.start();
  const late = await team.join('Late', secret);
  await reach(late.replica, ({ connection }) => connection === 'live');
  await reach(late.replica, ({ missing }) => missing.length === 1);
  expect(late.replica.status.missing).toMatchObject([{ kind: 'update', isHere: false }]);
  expect(late.replica.status.health).toMatchObject({ withheld: false, disputedBy: new Set() });
  expect(contentOf(late.replica.doc)).not.toContain('the second');

  await editor.openTab();
  await hasAll(late, 'the first', 'the second', 'the third');
  await hasAll(editor);
  expect(editor.replica.status.missing).toEqual([]);
  await keeper.openTab();
  await hasAll(keeper);
  expect(contentOf(keeper.replica.doc)).toBe(contentOf(editor.replica.doc));
  expect(contentOf(late.replica.doc)).toBe(contentOf(editor.replica.doc));
});

test('[DISK3] a keeper’s device that has it writes the book anew, and the damage is over', async () => {
  team = new Team();
  const { keeper, editor, secret } = await damagedBook();
  await team.relay.start();
  for (const device of [keeper, editor]) device.replica.retryNow();
  await Promise.all([hasAll(keeper), hasAll(editor)]);
  // Nobody knows of it until somebody reads there.
  const late = await team.join('Late', secret);
  await reach(late.replica, ({ connection, missing }) => connection === 'live' && !missing.length);
  await hasAll(late, 'the first', 'the second', 'the third');
  const later = await team.join('Later', secret);
  await hasAll(later, 'the first', 'the second', 'the third');
  expect(later.replica.status.missing).toEqual([]);
});
