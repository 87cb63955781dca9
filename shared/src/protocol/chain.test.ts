import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, toHex, type Bytes } from '../base/bytes.ts';
import { idToBytes } from '../base/ids.ts';
import { bookNumbered } from '../testing/statements.ts';
import { chainNext, chainStart } from './chain.ts';
import type { Entry } from './entry.ts';

const log = new Uint8Array(16).fill(1);
const start = chainStart(bookNumbered(1), log);
const hashOf = (entries: readonly Entry[]) =>
  toHex(
    entries.reduce<Bytes>((hash, { kind, at, blob }) => chainNext(hash, kind, at, blob), start),
  );

const entry: fc.Arbitrary<Entry> = fc.record({
  kind: fc.constantFrom('access', 'update', 'snapshot'),
  at: fc.maxSafeNat(),
  blob: fc.uint8Array({ maxLength: 40 }),
});

test('[LOG1] two logs have one hash only if they are the same, entry by entry', () => {
  const logs = fc.array(entry, { maxLength: 4 });
  const key = (entries: readonly Entry[]) =>
    JSON.stringify(entries.map(({ kind, at, blob }) => [kind, at, toHex(blob)]));
  fc.assert(
    fc.property(logs, logs, (one, two) => {
      expect(hashOf(one) === hashOf(two)).toBe(key(one) === key(two));
      expect(hashOf([...one])).toBe(hashOf(one));
    }),
  );
});

test('[LOG1] kind, time, content, order and length each change the hash', () => {
  const one: Entry = { kind: 'update', at: 5, blob: Uint8Array.of(1) };
  const two: Entry = { kind: 'update', at: 5, blob: Uint8Array.of(2) };
  const hashes = [
    [one, two],
    [two, one],
    [one],
    [one, two, two],
    [{ ...one, kind: 'snapshot' as const }, two],
    [{ ...one, at: 6 }, two],
    [{ ...one, blob: Uint8Array.of(1, 0) }, two],
    [],
  ].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('[LOG1] every book and every log begins with a hash of its own', () => {
  const others = [chainStart(bookNumbered(2), log), chainStart(bookNumbered(1), log.with(0, 2))];
  expect(new Set([start, ...others].map(toHex)).size).toBe(3);
});

test('[LOG1] the hash is the one that docs/PROTOCOL.md writes down', () => {
  const first = sha256(
    concat(new TextEncoder().encode('wardbook log 1'), idToBytes(bookNumbered(1)), log),
  );
  expect(start).toEqual(first);
  const blob = Uint8Array.of(9, 9);
  const second = sha256(concat(first, Uint8Array.of(2, 0x85, 0x01), sha256(blob)));
  expect(chainNext(start, 'snapshot', 133, blob)).toEqual(second);
});

test('[LOG1] a hash is the same whoever does the hashing', () => {
  fc.assert(
    fc.property(entry, ({ kind, at, blob }) => {
      const counted: number[] = [];
      const digest = (bytes: Uint8Array): Bytes => {
        counted.push(bytes.length);
        return sha256(bytes);
      };
      expect(chainNext(start, kind, at, blob, digest)).toEqual(chainNext(start, kind, at, blob));
      expect(counted).toHaveLength(2);
    }),
  );
});
