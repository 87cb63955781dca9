/** What tests of a log that was lost do and ask, again and again. */
import { expect } from 'vitest';
import { saveMemory } from '@wardbook/shared/book/commands';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import type { StandingEntry } from '../simulation/relay-host.ts';
import { reach, type Team } from './team.ts';

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
export async function standing(team: Team): Promise<StandingEntry[]> {
  await team.relay.stop();
  const entries = team.relay.sealedEntries();
  await team.relay.start();
  return entries;
}

export async function wiped(team: Team): Promise<void> {
  await team.relay.wipe();
  await team.relay.start();
}
