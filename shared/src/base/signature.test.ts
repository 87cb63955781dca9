import { expect, test } from 'vitest';
import { createDeviceKeys } from '../sealing/keys.ts';
import { idToBytes } from './ids.ts';
import { sign, verify } from './signature.ts';

const message = Uint8Array.of(1, 2, 3);

test('[SEAL3] a signature holds for its key, domain and message alone', async () => {
  const [mine, other] = await Promise.all([createDeviceKeys(), createDeviceKeys()]);
  const key = idToBytes(mine.id);
  const signature = await sign(mine.signing.privateKey, 'wardbook hello 1', message);
  expect(await verify(key, signature, 'wardbook hello 1', message)).toBe(true);
  expect(await verify(key, signature, 'wardbook knock 1', message)).toBe(false);
  expect(await verify(key, signature, 'wardbook hello 1', message.subarray(1))).toBe(false);
  expect(await verify(idToBytes(other.id), signature, 'wardbook hello 1', message)).toBe(false);
});

test('[SEAL3] a key or signature that is none is false and no exception', async () => {
  const none = new Uint8Array(32).fill(255);
  expect(await verify(none, new Uint8Array(64), 'wardbook entry 1', message)).toBe(false);
  expect(await verify(none.subarray(1), new Uint8Array(3), 'wardbook entry 1')).toBe(false);
});
