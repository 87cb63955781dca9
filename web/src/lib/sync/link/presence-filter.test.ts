import fc from 'fast-check';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { afterEach, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import { forgetIn } from './forget-presence.ts';
import { numberOf, PresenceFilter } from './presence-filter.ts';
import { readPresence, writePresence, type PresenceState } from './provider-messages.ts';

const [ann, bob, own] = [deviceNumbered(1), deviceNumbered(2), deviceNumbered(3)];
const ownClient = 1;
/** What it is called to others in this sitting. */
const [random, sitting] = [() => Uint8Array.of(0, 0, 0, 77), 77];
const at = (device: DeviceId) => JSON.stringify({ name: 'Ann', device });
const of = (client: number, state = at(ann), clock = 1): PresenceState => ({
  client,
  clock,
  state,
});

const awarenesses: Awareness[] = [];
afterEach(() => awarenesses.splice(0).forEach((each) => each.destroy()));

/** A filter before a real provider's states. */
function begin() {
  const awareness = new Awareness(new Y.Doc());
  awarenesses.push(awareness);
  const forget = forgetIn(awareness);
  const filter = new PresenceFilter({ device: own, client: ownClient, random, forget });
  const hear = (states: PresenceState[], device: DeviceId) => {
    const shown = filter.fromOther(writePresence(states), device);
    if (shown) applyAwarenessUpdate(awareness, shown.states, 'relay');
    return shown && (shown.isNewcomer ? 'newcomer' : 'known');
  };
  const others = () => [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
  return { filter, awareness, hear, others };
}

test('[SYNC7] of what the provider knows, only this client is told to others, and at which device', () => {
  const { filter } = begin();
  const said = filter.own(writePresence([of(2), of(ownClient, '{"name":"Ann"}'), of(3)]))!;
  expect(readPresence(said, 1)).toEqual([
    of(sitting, JSON.stringify({ name: 'Ann', device: own })),
  ]);
  const gone = filter.own(writePresence([of(ownClient, 'null', 5)]))!;
  expect(readPresence(gone, 1)).toEqual([of(sitting, 'null', 5)]);
  for (const nothing of [writePresence([of(2)]), writePresence([]), Uint8Array.of(5)])
    expect(filter.own(nothing)).toBeUndefined();
});

test('[SYNC7] clients of one number are as many as devices, and nobody is silenced by another', () => {
  const { hear, awareness } = begin();
  const stateOf = (device: DeviceId) => awareness.getStates().get(numberOf(device, 7));
  // Before Ann was ever seen, and with the highest clock.
  expect(hear([of(7, at(bob), 2 ** 53 - 1)], bob)).toBe('newcomer');
  expect(hear([of(7)], ann)).toBe('newcomer');
  expect(hear([of(7, 'null', 2 ** 53 - 1)], bob)).toBe('known');
  expect([stateOf(ann)?.['device'], stateOf(bob)]).toEqual([ann, undefined]);
  expect(hear([of(7, at(ann), 2)], ann)).toBe('known');
});

test('[SYNC7] nobody speaks for this device, for two at once, or for nobody', () => {
  const { hear, others } = begin();
  expect(hear([of(ownClient, at(own))], own)).toBeUndefined();
  expect(hear([of(7), of(8)], ann)).toBeUndefined();
  expect(hear([], ann)).toBeUndefined();
  // Of a client that was never here it is no news that it goes.
  expect(hear([of(9, 'null')], ann)).toBeUndefined();
  expect(others()).toEqual([]);
});

test.each(['', '{', 'undefined', '1', '"words"', 'true', '{"a":1} {}', '[]', '{"a":1}'])(
  '[SYNC7] a state that is no record, or does not say whose it is, is refused: %j',
  (state) => {
    const { hear } = begin();
    expect(hear([of(7, state)], ann)).toBeUndefined();
  },
);

test('[SYNC7] nobody says that they are at another device', () => {
  const { hear } = begin();
  for (const device of [bob, 7, null])
    expect(hear([of(7, JSON.stringify({ device, holds: 1 }))], ann)).toBeUndefined();
});

test('[SYNC7] one device has so many clients, and what gives up its place leaves nothing behind', () => {
  const { hear, awareness, others } = begin();
  const metas = awareness.meta.size;
  for (let client = 100; client < 1_000; client++)
    expect(hear([of(client, at(ann), 2 ** 53 - 1)], ann)).toBe('newcomer');
  expect(others()).toHaveLength(20);
  expect(awareness.meta.size).toBe(metas + 20);
  expect(hear([of(7, at(bob))], bob)).toBe('newcomer');
  // One that had given up its place comes back as if it had never been here, its clock forgotten.
  expect(hear([of(100, at(ann), 1)], ann)).toBe('newcomer');
  expect(awareness.getStates().has(numberOf(ann, 100))).toBe(true);
});

test('[SYNC7] clients are bounded over all devices too; whoever has most gives one up', () => {
  const { hear, others } = begin();
  for (let number = 0; number < 25; number++)
    for (let client = 0; client < 20; client++)
      hear([of(client, at(deviceNumbered(100 + number)))], deviceNumbered(100 + number));
  expect(others()).toHaveLength(500);
  for (let number = 0; number < 400; number++)
    expect(hear([of(1, at(deviceNumbered(200 + number)))], deviceNumbered(200 + number))).toBe(
      'newcomer',
    );
  expect(others()).toHaveLength(500);
  const crowd = begin();
  const taken = Array.from({ length: 600 }, (_, number) =>
    crowd.hear([of(1, at(deviceNumbered(number + 10)))], deviceNumbered(number + 10)),
  );
  expect(taken.filter((each) => each !== undefined)).toHaveLength(500);
});

test('[SYNC7] random bytes are refused and never throw', () => {
  const { filter } = begin();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const taken = filter.fromOther(bytes, ann);
      if (taken) expect(readPresence(taken.states, 1)).toHaveLength(1);
      filter.own(bytes);
    }),
    { numRuns: 2_000 },
  );
});
