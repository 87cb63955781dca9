/** What tests of a log that was lost do and ask, again and again. */
import { expect } from 'vitest';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import type { LoggedEntry } from '../simulation/relay-host.ts';
import { keeperOf, reach, type Team } from './team.ts';

export async function remembers(device: Device, title: string): Promise<void> {
  const thing = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(device.book, device.author, thing).type).toBe('done');
  await reach(device.replica, ({ connection, waiting }) => connection === 'live' && !waiting);
}

/** It has all of these, and the relay has all of it. */
export const has = ({ replica }: Device, ...titles: string[]) =>
  reach(
    replica,
    ({ connection, waiting }) =>
      connection === 'live' &&
      waiting === 0 &&
      titles.every((title) => contentOf(replica.doc).includes(title)),
  );

/** Nothing in the log is amiss to it. */
export const isWell = ({ replica }: Device) =>
  expect(replica.status).toMatchObject({
    unopened: [],
    health: { disputedBy: new Set(), shortenedBy: new Map(), withheld: false, removalKept: false },
  });

/** What stands in the log; the relay is up again afterwards. */
export async function entriesInLog(team: Team): Promise<LoggedEntry[]> {
  await team.relay.stop();
  const entries = team.relay.sealedEntries();
  await team.relay.start();
  return entries;
}

/** A keeper names the second relay beside the first; ends when both have all that these have. */
export async function putOnBoth(team: Team, keeper: Device, ...others: Device[]): Promise<void> {
  await team.second.start();
  const act = { type: 'relays', revision: 1, urls: [firstRelay, secondRelay] } as const;
  expect(await keeper.replica.propose(await signAct(keeperOf(keeper), act))).toBe(true);
  for (const each of [keeper, ...others]) await isOnBoth(each);
}

/** Both relays have all that it has. */
export const isOnBoth = ({ replica }: Device) =>
  reach(
    replica,
    ({ relays }) =>
      relays.length === 2 &&
      relays.every(({ connection, waiting }) => connection === 'live' && waiting === 0),
  );

export async function wiped(team: Team): Promise<void> {
  await team.relay.wipe();
  await team.relay.start();
}
