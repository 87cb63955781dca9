import { expect, test } from 'vitest';
import { bookNumbered } from '../testing/statements.ts';
import { permitBytes, permitProof } from './permit.ts';

test('[PROTO11] a permit is for one word, one challenge and one book', () => {
  const nonce = new Uint8Array(32).fill(1);
  const proof = permitProof('a word for new books', nonce, bookNumbered(1));
  expect(proof).toHaveLength(permitBytes);
  expect(permitProof('a word for new books', nonce, bookNumbered(1))).toEqual(proof);
  const others = [
    permitProof('another word', nonce, bookNumbered(1)),
    permitProof('a word for new books', new Uint8Array(32), bookNumbered(1)),
    permitProof('a word for new books', nonce, bookNumbered(2)),
  ];
  for (const other of others) expect(other).not.toEqual(proof);
});

test('[PROTO11] the same letters make the same proof however they were typed', () => {
  const nonce = new Uint8Array(32);
  expect(permitProof('caf\u00e9', nonce, bookNumbered(1))).toEqual(
    permitProof('cafe\u0301', nonce, bookNumbered(1)),
  );
});
