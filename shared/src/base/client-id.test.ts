import { expect, test } from 'vitest';
import { bookNumbered, deviceNumbered } from '../testing/statements.ts';
import { clientIdOf, clientNonceOf, noncesMax } from './client-id.ts';

const [ann, bob] = [deviceNumbered(1), deviceNumbered(2)];
const [ward, other] = [bookNumbered(1), bookNumbered(2)];

test('[CLIENT1] a client id follows from book, device and nonce, for ever', () => {
  expect(clientIdOf(ward, ann, 0)).toBe(684_085_877);
  expect(clientIdOf(ward, ann, 1)).toBe(4_076_892_120);
});

test('[CLIENT1] they are numbers that Yjs takes, and differ with each of the three', () => {
  const nonces = Array.from({ length: 200 }, (_, nonce) => nonce);
  const ids = [ward, other].flatMap((book) =>
    [ann, bob].flatMap((device) => nonces.map((nonce) => clientIdOf(book, device, nonce))),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(Number.isInteger(id)).toBe(true);
    expect(id).toBeGreaterThan(0);
    expect(id).toBeLessThan(2 ** 32);
  }
});

test('[CLIENT1] whose a client id is can be told from it and from nothing else', () => {
  for (const nonce of [0, 1, 77, noncesMax - 1]) {
    const client = clientIdOf(ward, ann, nonce);
    expect(clientNonceOf(ward, ann, client)).toBe(nonce);
    expect(clientNonceOf(ward, bob, client)).toBeUndefined();
    expect(clientNonceOf(other, ann, client)).toBeUndefined();
  }
  expect(clientNonceOf(ward, ann, clientIdOf(ward, ann, noncesMax))).toBeUndefined();
});
