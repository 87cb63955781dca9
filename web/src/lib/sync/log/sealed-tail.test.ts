import { expect, test } from 'vitest';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { fingerprint } from './membership.ts';
import { SealedTail, type SealedEntry } from './sealed-tail.ts';

const blobOf = (number: number, bytes = 100): Bytes => {
  const blob = new Uint8Array(bytes);
  new DataView(blob.buffer).setUint32(bytes - 4, number);
  return blob;
};
const entryOf = (seq: number, bytes?: number): SealedEntry => ({
  kind: 'update',
  at: seq,
  seq,
  after: '',
  blob: blobOf(seq, bytes),
});
const printOf = (number: number, bytes?: number) => fingerprint(blobOf(number, bytes));

test('[LOG20] what a log lacks is what is kept and does not stand there', () => {
  const tail = new SealedTail([]);
  for (const seq of [1, 2, 3]) tail.add(entryOf(seq));
  expect(tail.without(new Set([printOf(2), 'another']))).toEqual([printOf(1), printOf(3)]);
  tail.drop([printOf(1), 'another']);
  expect(tail.without(new Set())).toEqual([printOf(2), printOf(3)]);
});

test('[LOG20] changes are taken once; what could not be written is written later, as it is then', () => {
  const tail = new SealedTail([]);
  for (const seq of [1, 2]) tail.add(entryOf(seq));
  const failed = tail.takeChanges();
  expect([failed.put.size, failed.remove]).toEqual([2, []]);
  expect(tail.takeChanges().put.size).toBe(0);
  tail.drop([printOf(1)]);
  tail.add({ ...entryOf(2), seq: 9 });
  tail.giveBack(failed);
  const { put, remove } = tail.takeChanges();
  expect([...put.values()]).toEqual([{ ...entryOf(2), seq: 9 }]);
  expect(remove).toEqual([`sealed ${printOf(1)} 100`]);
  // What was dropped and comes again is kept.
  tail.add(entryOf(1));
  tail.giveBack({ put: new Map(), remove });
  expect([...tail.takeChanges().put.keys()]).toEqual(remove);
});

test('[LOG20] no more is kept than there is space for, until some of it is dropped', () => {
  const large = 16 * 1024 * 1024;
  const tail = new SealedTail([]);
  for (const seq of [1, 2, 3, 4, 5]) tail.add(entryOf(seq, large));
  expect(tail.without(new Set())).toHaveLength(4);
  tail.drop([printOf(1, large)]);
  tail.add(entryOf(5, large));
  expect(tail.without(new Set())).toHaveLength(4);
  const many = new SealedTail([]);
  for (let seq = 0; seq < 8_200; seq++) many.add(entryOf(seq));
  expect(many.without(new Set())).toHaveLength(8_192);
});
