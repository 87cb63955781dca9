import { chainNext } from '@wardbook/shared/protocol/chain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from './digest.ts';

test('a log has the same hashes here as on the devices', () => {
  const previous = new Uint8Array(32).fill(9);
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.uint8Array({ maxLength: 300 }), (at, blob) => {
      const here = chainNext(previous, 'update', at, blob, sha256);
      expect(here).toEqual(chainNext(previous, 'update', at, blob));
      // Nothing larger is kept alive with it.
      expect(here.buffer.byteLength).toBe(32);
    }),
  );
});
