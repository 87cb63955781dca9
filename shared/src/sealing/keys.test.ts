import { afterEach, expect, test, vi } from 'vitest';
import { createDeviceKeys, deviceKeysFromSeed, deviceSeedBytes } from './keys.ts';

afterEach(() => void vi.restoreAllMocks());

test('[SEAL23] a browser that fails at a key now and then makes it all the same', async () => {
  const { subtle } = crypto;
  const make = subtle.generateKey.bind(subtle);
  let asked = 0;
  vi.spyOn(subtle, 'generateKey').mockImplementation(((...args: Parameters<typeof make>) => {
    asked++;
    if (asked % 3 !== 0) return Promise.reject(new DOMException('not now', 'OperationError'));
    return make(...args);
  }) as typeof make);
  const { signing, wrapping } = await createDeviceKeys();
  expect([signing.privateKey.extractable, wrapping.privateKey.extractable]).toEqual([false, false]);
  expect(asked).toBe(6);
});

test('[SEAL23] so it does with keys that follow from a seed, which are the same', async () => {
  const seed = new Uint8Array(deviceSeedBytes).fill(7);
  const { id } = await deviceKeysFromSeed(seed, 'device');
  const asked = vi.spyOn(crypto.subtle, 'importKey');
  asked.mockRejectedValueOnce(new DOMException('not now', 'OperationError'));
  expect((await deviceKeysFromSeed(seed, 'device')).id).toBe(id);
});

test('[SEAL23] what it cannot do at all it says, after a few tries', async () => {
  const cannot = new DOMException('no such thing', 'NotSupportedError');
  const asked = vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(cannot);
  await expect(createDeviceKeys()).rejects.toBe(cannot);
  expect(asked.mock.calls.length).toBe(5);
});
