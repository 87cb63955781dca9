import { expect, test } from 'vitest';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import { systemRandom } from '@wardbook/shared/base/ports';
import { bookNumbered, deviceNumbered } from '@wardbook/shared/testing/statements';
import { claimClient, claimInProcess, type ClaimName } from './client-claim.ts';

const book = bookNumbered(1);
const device = deviceNumbered(1);
const clients = [0, 1, 2].map((nonce) => clientIdOf(book, device, nonce));
const claimOne = (givenUp: number[] = []) =>
  claimClient(claimInProcess, book, device, new Set(givenUp), systemRandom);

test('[CLIENT2] a window goes on under the first of its device’s client ids that no other window has', async () => {
  const first = await claimOne();
  const second = await claimOne();
  expect([first.client, second.client]).toEqual(clients.slice(0, 2));
  first.release();
  const again = await claimOne();
  expect(again.client).toBe(first.client);
  for (const each of [again, second]) each.release();
});

test('[CLIENT2] one that was given up is not taken again', async () => {
  const next = await claimOne([clients[0]!, clients[1]!]);
  expect(next.client).toBe(clients[2]);
  next.release();
});

test('[CLIENT2] where nothing can be claimed, the device’s own ids are drawn by lot', async () => {
  const asked: string[] = [];
  const nothing: ClaimName = async (name) => void asked.push(name);
  const drawn = await Promise.all(
    [1, 2].map((byte) =>
      claimClient(nothing, book, device, new Set(), () => Uint8Array.of(byte, byte)),
    ),
  );
  expect(drawn.map(({ client }) => client)).toEqual(
    [0x0101, 0x0202].map((nonce) => clientIdOf(book, device, nonce)),
  );
  expect(new Set(asked).size).toBeLessThan(65);
});
