// A device whose clock stands in another year: who may do what, and until when, goes by the relay's.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asRecord } from '@wardbook/shared/base/stored-record';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { roleAt } from '@wardbook/shared/access/state';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import { authorOn } from '../../src/lib/open/author.ts';
import { actAsKeeper } from '../../src/lib/open/keeper-act.ts';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, type Device } from '../simulation/device.ts';
import { reach, Team } from './team.ts';

const day = 86_400_000;
const years = (count: number) => () => Date.now() + count * 365 * day;

let team: Team;
let keeper: Device;
beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
});
afterEach(() => team.end());

const isLive = ({ replica }: Device) =>
  reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);

/** How far the relay's clock is ahead of the device's, as the device has written it down. */
async function aheadMsOnDisk({ name, replica }: Device): Promise<unknown> {
  const { custom } = await new IndexedDbStorage(replica.book, `${name}:`).exportAll();
  return asRecord(new Map(custom).get(`log ${firstRelay}`))?.['aheadMs'];
}

test('[CLOCK1] a phone in another year is in the book for as long as the relay’s clock says', async () => {
  for (const [name, clock] of [
    ['Ahead', years(4)],
    ['Behind', years(-9)],
  ] as const) {
    const until = Date.now() + day;
    const secret = await team.invite(keeper, { until });
    const phone = await team.join(name, secret, clock);
    await isLive(phone);
    expect(phone.replica.status.role).toBe('editor');
    expect(Math.abs(phone.replica.relayNow() - Date.now())).toBeLessThan(120_000);
    expect(Math.abs(phone.replica.status.relayAheadMs)).toBeGreaterThan(3 * 365 * day);
    saveMemory(phone.book, phone.author, { kind: 'issue', title: name, text: '', state: 'open' });
    await isLive(phone);
    await reach(keeper.replica, () => contentOf(keeper.replica.doc).includes(name));

    // And when it is opened again out of reach, with what it had written down by then.
    await expect.poll(() => aheadMsOnDisk(phone)).toBeDefined();
    await phone.crash();
    await team.relay.stop();
    await phone.openTab();
    expect(phone.replica.status.role).toBe('editor');
    await phone.crash();
    await team.relay.start();
    keeper.replica.retryNow();
    await isLive(keeper);
  }
});

test('[CLOCK3] what a keeper does on such a device is dated by the relay’s clock', async () => {
  const secret = await team.invite(keeper, { role: 'keeper' });
  const phone = await team.join('Ahead', secret, years(4));
  await isLive(phone);
  const editor = await team.member('Editor', keeper);
  const device = editor.author.device;
  await reach(phone.replica, () => phone.replica.membership.access?.members.has(device) === true);
  const until = Date.now() + 3 * day;
  const act = { type: 'change', devices: [device], role: 'reader', until } as const;
  expect(await actAsKeeper(phone.replica, act)).toEqual({ type: 'done' });
  await reach(editor.replica, ({ role }) => role === 'reader');
  const { access } = editor.replica.membership;
  expect(roleAt(access!, device, until + 1)).toBeUndefined();
  const dates = access!.statements.map(({ issuedAt }) => issuedAt);
  expect(Math.max(...dates)).toBeLessThan(Date.now() + 120_000);
});

/** As the app records: at the time that the device takes it to be. */
function record(device: Device, title: string): number {
  const author = authorOn(device.replica);
  const issue = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(device.book, author, issue).type).toBe('done');
  return timeOf(device, title);
}

const timeOf = ({ replica }: Device, title: string): number =>
  replica.doc
    .getArray<unknown>('events')
    .toArray()
    .map(asRecord)
    .filter((event) => JSON.stringify(event).includes(title))
    .map((event) => Number(event?.['at']))
    .at(-1)!;

test('[CLOCK4] out of reach nothing is recorded before what was read last, whatever the clock says', async () => {
  const now = { years: 0 };
  const phone = await team.join('Phone', await team.invite(keeper), () => years(now.years)());
  await isLive(phone);
  const seen = record(keeper, 'seen');
  await reach(phone.replica, () => contentOf(phone.replica.doc).includes('seen'));
  phone.replica.disconnect();
  now.years = -10;
  const [first, second] = [record(phone, 'first'), record(phone, 'second')];
  for (const at of [first, second]) expect(at).toBeGreaterThanOrEqual(seen);
  expect(first).toBeLessThanOrEqual(Date.now());
  expect(phone.replica.status.behindSeenMs).toBeGreaterThan(9 * 365 * day);

  // It stays so, and outranks nothing that came meanwhile.
  const meanwhile = record(keeper, 'meanwhile');
  phone.replica.connect();
  await isLive(phone);
  await reach(keeper.replica, () => contentOf(keeper.replica.doc).includes('second'));
  expect(timeOf(keeper, 'second')).toBe(second);
  expect(second).toBeLessThanOrEqual(meanwhile);
  expect(phone.minted).toBe(0);
});

test.each([
  ['behind', -10],
  ['ahead', 4],
])(
  '[CLOCK4] while the relay says that the clock is %s, it goes by the relay’s',
  async (_way, off) => {
    const phone = await team.join('Phone', await team.invite(keeper), years(off));
    await isLive(phone);
    for (const title of ['first', 'second']) {
      expect(Math.abs(record(phone, title) - Date.now())).toBeLessThan(120_000);
      await isLive(phone);
    }
    await reach(keeper.replica, () => contentOf(keeper.replica.doc).includes('second'));
    expect(phone.minted).toBe(0);
    expect(keeper.replica.status.unopened).toEqual([]);
  },
);
