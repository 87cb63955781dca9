import { randomBytes } from 'node:crypto';
import { deviceIdOf, idToBytes } from '@wardbook/shared/base/ids';
import { sign, verify } from '@wardbook/shared/base/signature';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { expect, test } from 'vitest';
import { isProven } from './hello-proof.ts';

const message = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];

test('a hello is proven by its own device, over its own message, each time it comes', async () => {
  const [device, other] = [await createDeviceKeys(), await createDeviceKeys()];
  const signature = await sign(device.signing.privateKey, 'wardbook hello 1', ...message);
  expect(isProven(device.id, signature, message)).toBe(true);
  expect(isProven(device.id, signature, message)).toBe(true);
  expect(isProven(device.id, signature, [...message, Uint8Array.of(0)])).toBe(false);
  expect(isProven(device.id, signature.with(0, signature[0]! ^ 1), message)).toBe(false);
  expect(isProven(device.id, signature.slice(1), message)).toBe(false);
  expect(isProven(other.id, signature, message)).toBe(false);
});

test('what was signed for another purpose proves nothing', async () => {
  const device = await createDeviceKeys();
  const signature = await sign(device.signing.privateKey, 'wardbook knock 1', ...message);
  expect(isProven(device.id, signature, message)).toBe(false);
});

test('it takes and refuses what the shared check does, also for keys that are no point', async () => {
  const keys = [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(32).with(0, 1)];
  for (let count = 0; count < 50; count += 1) keys.push(new Uint8Array(randomBytes(32)));
  for (const signature of [new Uint8Array(64), new Uint8Array(randomBytes(64))])
    for (const key of keys) {
      const id = deviceIdOf(key);
      const shared = await verify(idToBytes(id), signature, 'wardbook hello 1', ...message);
      expect(isProven(id, signature, message)).toBe(shared);
    }
});
