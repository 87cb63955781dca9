import { expect, test } from 'vitest';
import { toBase64Url, toHex } from '../base/bytes.ts';
import { systemRandom } from '../base/ports.ts';
import { sign, verify } from '../base/signature.ts';
import { keyPairFrom } from './key-pair-from.ts';
import { deviceKeysFromSeed, deviceSeedBytes, restoreDeviceKeys } from './keys.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

const known = Uint8Array.from({ length: 32 }, (_, index) => index);
const curves = ['Ed25519', 'X25519', 'P-256'] as const;

test('[SEAL17] these keys, for a known secret, for ever', async () => {
  const made = await Promise.all(curves.map((curve) => keyPairFrom(known, curve, 'a purpose')));
  expect(made.map(({ publicBytes }) => toHex(publicBytes))).toMatchInlineSnapshot(`
    [
      "6970c7d059f24adf40b81cac4a929a840fa0b6531af0bc965865f54815f5cefa",
      "aa26e3873472f6f5526c7328770b50e797d60e56dba817168a01e80c1f46bd32",
      "0494c522b2f204b122813a69b45839dff2069a808dc47365335818fff2b1405869555a9d6e3c6ee932962651cbc9105912028dbcfdf47a07430519a5d307a5b9ab",
    ]
  `);
  const device = await deviceKeysFromSeed(known, 'earlier-device');
  const { id, wrapPublic } = await deviceKeysFromSeed(known, 'device');
  expect(id).toBe(device.id);
  expect(toHex(wrapPublic)).toMatchInlineSnapshot(
    `"04e340e492f51613574b6eb44be6de7c61eeaca6075fb4587a811f13ef66850ed0d29a25710b9c6e850569928660c4bb1bec6bd1d2d109f9d966a3fe1f31a3d76a"`,
  );
  const sheet = await deviceKeysFromSeed(known, 'recovery-sheet');
  expect([device.id, toBase64Url(device.wrapPublic)]).toMatchInlineSnapshot(`
    [
      "2Z7lfZYBYzW2WgQ4ba18MopuqnS5DuNRTJYvGZKKSdE",
      "9gn-Q2mMRssPJk2tJVOK_wrOvt2djR7jZsWYfuLzd1Q",
    ]
  `);
  expect([sheet.id, toBase64Url(sheet.wrapPublic)]).toMatchInlineSnapshot(`
    [
      "oaw2-DQPOihf7rHEZCmN3jJV9DD16sJqruC4KTOyp_k",
      "KuuEFrusO_gIcosQFwLDj2KrffDSgtmuN62iv5bGL3U",
    ]
  `);
});

test('[SEAL17] another secret, purpose, owner or curve: other keys', async () => {
  const hexOf = async (...args: Parameters<typeof keyPairFrom>) =>
    toHex((await keyPairFrom(...args)).publicBytes);
  const all = await Promise.all(
    curves.flatMap((curve) => [
      hexOf(known, curve, 'a purpose'),
      hexOf(known, curve, 'another'),
      hexOf(known.with(31, 0), curve, 'a purpose'),
      hexOf(known.subarray(0, 16), curve, 'a purpose'),
    ]),
  );
  expect(new Set(all).size).toBe(12);
  expect((await keyPairFrom(known, 'Ed25519', 'a purpose')).publicBytes).toEqual(
    (await keyPairFrom(known.slice(), 'Ed25519', 'a purpose')).publicBytes,
  );
  const owners = await Promise.all(
    (['device', 'recovery-sheet'] as const).map((owner) => deviceKeysFromSeed(known, owner)),
  );
  expect(owners[0]!.id).not.toBe(owners[1]!.id);
  expect(owners[0]!.wrapPublic).not.toEqual(owners[1]!.wrapPublic);
});

test('[SEAL17] private keys cannot be read out again, and do only what they are for', async () => {
  for (const curve of curves) {
    const { privateKey, publicKey } = (await keyPairFrom(known, curve, 'a purpose')).pair;
    expect([privateKey.extractable, publicKey.extractable]).toEqual([false, true]);
    expect(privateKey.usages).toEqual(curve === 'Ed25519' ? ['sign'] : ['deriveBits']);
    for (const format of ['pkcs8', 'jwk'] as const)
      await expect(crypto.subtle.exportKey(format, privateKey)).rejects.toThrow('not extractable');
  }
});

test('[SEAL17] the two halves belong together, and a device is restored from its pairs', async () => {
  const keys = await deviceKeysFromSeed(systemRandom(deviceSeedBytes), 'device');
  const message = systemRandom(50);
  const signature = await sign(keys.signing.privateKey, 'wardbook entry 2', message);
  const signPublic = await crypto.subtle.exportKey('raw', keys.signing.publicKey);
  expect(await verify(new Uint8Array(signPublic), signature, 'wardbook entry 2', message)).toBe(
    true,
  );
  const [key, nonce] = [systemRandom(32), systemRandom(16)];
  const wrapped = await wrapKey(keys.wrapPublic, key, nonce, 0);
  expect(await unwrapKey(keys.wrapping, wrapped, nonce, 0)).toEqual(key);
  const { id, wrapPublic } = await restoreDeviceKeys(keys);
  expect([id, wrapPublic]).toEqual([keys.id, keys.wrapPublic]);
});
