import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import { PresenceFilter } from './presence-filter.ts';
import { readPresence, writePresence, type PresenceState } from './provider-messages.ts';

const [ann, bob] = [deviceNumbered(1), deviceNumbered(2)];
const ownClient = 1;
const of = (client: number, state = '{"name":"Ann"}', clock = 1): PresenceState => ({
  client,
  clock,
  state,
});

test('[SYNC7] of what the provider knows, only this client itself is told to others', () => {
  const filter = new PresenceFilter(ownClient);
  const own = filter.own(writePresence([of(2), of(ownClient), of(3)]))!;
  expect(readPresence(own, 1)).toEqual([of(ownClient)]);
  expect(filter.own(writePresence([of(2)]))).toBeUndefined();
  expect(filter.own(writePresence([]))).toBeUndefined();
  expect(filter.own(Uint8Array.of(5))).toBeUndefined();
});

test('[SYNC7] a client belongs to the device it first came from', () => {
  const filter = new PresenceFilter(ownClient);
  expect(filter.fromOther(writePresence([of(7)]), ann)).toBe('newcomer');
  expect(filter.fromOther(writePresence([of(7)]), ann)).toBe('known');
  expect(filter.fromOther(writePresence([of(7, 'null', 9)]), bob)).toBeUndefined();
  expect(filter.fromOther(writePresence([of(8)]), bob)).toBe('newcomer');
  expect(filter.fromOther(writePresence([of(7, 'null', 2)]), ann)).toBe('known');
});

test('[SYNC7] nobody speaks for this client, for two at once, or for nobody', () => {
  const filter = new PresenceFilter(ownClient);
  expect(filter.fromOther(writePresence([of(ownClient, 'null')]), ann)).toBeUndefined();
  expect(filter.fromOther(writePresence([of(7), of(8)]), ann)).toBeUndefined();
  expect(filter.fromOther(writePresence([]), ann)).toBeUndefined();
  expect(filter.fromOther(writePresence([of(7)]), ann)).toBe('newcomer');
});

test.each(['', '{', 'undefined', '1', '"words"', 'true', '{"a":1} {}'])(
  '[SYNC7] a state that is no record is refused: %j',
  (state) => {
    const filter = new PresenceFilter(ownClient);
    expect(filter.fromOther(writePresence([of(7, state)]), ann)).toBeUndefined();
    expect(filter.fromOther(writePresence([of(7)]), bob)).toBe('newcomer');
  },
);

test('[SYNC7] nobody says that they are at another device', () => {
  const filter = new PresenceFilter(ownClient);
  const at = (device: unknown) => JSON.stringify({ device, holds: 1 });
  for (const device of [bob, 7, null])
    expect(filter.fromOther(writePresence([of(7, at(device))]), ann)).toBeUndefined();
  expect(filter.fromOther(writePresence([of(7, at(ann))]), ann)).toBe('newcomer');
});

test('[SYNC7] one device cannot crowd out the others', () => {
  const filter = new PresenceFilter(ownClient);
  for (let client = 100; client < 2_000; client++)
    expect(filter.fromOther(writePresence([of(client)]), ann)).toBe('newcomer');
  expect(filter.fromOther(writePresence([of(7)]), bob)).toBe('newcomer');
  expect(filter.fromOther(writePresence([of(1_999)]), ann)).toBe('known');
});

test('[SYNC7] clients are bounded over all devices too', () => {
  const filter = new PresenceFilter(ownClient);
  let taken = 0;
  for (let number = 0; number < 600; number++)
    if (filter.fromOther(writePresence([of(100 + number)]), deviceNumbered(number))) taken++;
  expect(taken).toBe(500);
});

test('[SYNC7] random bytes are refused and never throw', () => {
  const filter = new PresenceFilter(ownClient);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const read = readPresence(bytes, 1);
      const taken = filter.fromOther(bytes, ann);
      if (taken) expect(() => JSON.parse(read!.at(0)!.state) as unknown).not.toThrow();
      filter.own(bytes);
    }),
    { numRuns: 2_000 },
  );
});
