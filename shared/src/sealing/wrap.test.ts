import { describe, expect, test } from 'vitest';
import { toBase64Url, toHex } from '../base/bytes.ts';
import { systemRandom } from '../base/ports.ts';
import { inviteKeysFromSecret } from './invite-keys.ts';
import { createDeviceKeys, deviceKeysFromSeed } from './keys.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

const nonce = systemRandom(16);
const key = systemRandom(32);
const owners = [
  { curve: 'P-256', make: createDeviceKeys, wrappedBytes: 113 },
  {
    curve: 'X25519',
    make: () => deviceKeysFromSeed(systemRandom(32), 'recovery-sheet'),
    wrappedBytes: 80,
  },
] as const;

describe.each(owners)('[SEAL10] on $curve', async ({ make, wrappedBytes }) => {
  const mine = await make();
  const wrapped = await wrapKey(mine.wrapPublic, key, nonce, 3);

  test('a wrapped key comes out for its recipient, book and epoch', async () => {
    expect(wrapped.length).toBe(wrappedBytes);
    expect(await unwrapKey(mine.wrapping, wrapped, nonce, 3)).toEqual(key);
  });

  test('and for no other pair, book, epoch or purpose', async () => {
    const others = await Promise.all(owners.map((owner) => owner.make()));
    for (const other of others)
      expect(await unwrapKey(other.wrapping, wrapped, nonce, 3)).toBeUndefined();
    expect(await unwrapKey(mine.wrapping, wrapped, systemRandom(16), 3)).toBeUndefined();
    expect(await unwrapKey(mine.wrapping, wrapped, nonce, 4)).toBeUndefined();
    expect(await unwrapKey(mine.wrapping, wrapped, nonce, 3, 'label')).toBeUndefined();
  });

  test('any one flipped bit, and any other length, is refused', async () => {
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const changed = wrapped.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      // X25519 passes over the highest bit of a public key, but HPKE binds all of it.
      if (await unwrapKey(mine.wrapping, changed, nonce, 3)) expect.unreachable(`bit ${bit}`);
    }
    expect(await unwrapKey(mine.wrapping, wrapped.subarray(1), nonce, 3)).toBeUndefined();
  });
});

test('[SEAL11] an invite has the same keys each time they are made from its secret', async () => {
  const secret = systemRandom(32);
  const [one, two] = [await inviteKeysFromSecret(secret), await inviteKeysFromSecret(secret)];
  expect(two.id).toBe(one.id);
  expect(two.wrapPublic).toEqual(one.wrapPublic);
  const sealed = await wrapKey(one.wrapPublic, key, nonce, 0);
  expect(await unwrapKey(two.wrapping, sealed, nonce, 0)).toEqual(key);
});

test('[SEAL11] these keys, for a known secret, for ever: links already sent depend on it', async () => {
  const { id, wrapPublic } = await inviteKeysFromSecret(new Uint8Array(32).fill(7));
  expect(id).toMatchInlineSnapshot(`"xdm-VfnUnbp4eiZLRnUP2VfUx8ZSesKF-8o8TMr_gng"`);
  expect(toHex(wrapPublic)).toMatchInlineSnapshot(
    `"743fc9b0672a5a107d5c38a53fe88baded19bbb1ec3fc14c2a23e75a8cca9f6e"`,
  );
});

test('[SEAL11] another secret, other keys; and the two pairs of one invite differ', async () => {
  const one = await inviteKeysFromSecret(new Uint8Array(32).fill(1));
  const two = await inviteKeysFromSecret(new Uint8Array(32).fill(2));
  expect(two.id).not.toBe(one.id);
  expect(two.wrapPublic).not.toEqual(one.wrapPublic);
  expect(toBase64Url(one.wrapPublic)).not.toBe(one.id);
});
