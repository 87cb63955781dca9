/** What an editor's device that means harm puts into the log: each kind of act, as bytes before they are sealed. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { deletionOf, runAt, structAt } from './crafted.ts';
import type { HostileMember } from './hostile-member.ts';

export interface Victim {
  /** The client id that they write under. */
  readonly client: number;
  readonly device: string;
}

/** What the hostile device has read, and whom it is after. */
export interface Aim {
  readonly doc: Y.Doc;
  readonly victim: Victim;
}

/** What stands in every event that must reach nobody. */
export const mark = 'put there by Mallory';

const year = 365 * 24 * 60 * 60 * 1000;

/** By what is to come of it. */
export const hostileActs = {
  /** Everything that is there, and all that will be, is deleted. */
  wipe: (_hostile, { doc }) =>
    deletionOf(
      new Map(
        [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()].map((id) => [id, 2 ** 31 - 1]),
      ),
    ),
  /** The clocks at which somebody will write next are taken. */
  squat: (hostile, { doc, victim }) =>
    structAt(
      victim.client,
      Y.getState(doc.store, victim.client),
      Array.from({ length: 500 }, () => eventOf(hostile)),
    ),
  /** A type inside of a list. */
  nest: (hostile) =>
    runAt({ client: hostile.clientId, clock: hostile.clock, part: 'events' }, 7, (encoder) =>
      encoding.writeVarUint(encoder, 0),
    ),
  /** Something that waits for ever for what never comes. */
  gap: (hostile) => structAt(hostile.clientId, hostile.clock + 1_000, [eventOf(hostile)]),
  /** Words put into somebody's mouth. */
  forge: (hostile, { victim }) =>
    structAt(hostile.clientId, hostile.clock, [{ ...eventOf(hostile), by: victim.device }]),
  /** More values than anybody can hold, in few bytes. */
  flood: (hostile) =>
    structAt(
      hostile.clientId,
      hostile.clock,
      Array.from({ length: 300_000 }, () => ({})),
    ),
  /** An event that no later one outranks. */
  clock: (hostile) =>
    structAt(hostile.clientId, hostile.clock, [{ ...eventOf(hostile), at: Date.now() + 4 * year }]),
  /** One value that is longer than a whole book. */
  oversize: (hostile) =>
    structAt(hostile.clientId, hostile.clock, [
      { ...eventOf(hostile), text: mark.repeat(500_000) },
    ]),
} as const satisfies Record<string, (hostile: HostileMember, aim: Aim) => Uint8Array>;

export type HostileAct = keyof typeof hostileActs;

function eventOf(hostile: HostileMember) {
  return {
    id: 'mallory',
    t: 'memory',
    at: Date.now(),
    by: hostile.device.id as string,
    text: mark,
  };
}
