import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage, writeMessage, type LogMessage } from './message.ts';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((each) => new Uint8Array(each));
const blob = fc.uint8Array({ maxLength: 300 }).map((each) => new Uint8Array(each));
const number = fc.maxSafeNat();
const kind = fc.constantFrom('access' as const, 'update' as const, 'snapshot' as const);
const commit = fc.record({
  type: fc.constant('commit' as const),
  previous: number,
  log: bytes(16),
  hash: bytes(32),
  accessBytes: number,
  sealedBytes: number,
  covers: number,
  coveredBytes: number,
  statements: number,
  after: number,
  previousHash: bytes(32),
  entries: fc.array(fc.record({ kind, at: number, blob }), { minLength: 1, maxLength: 5 }),
});
const foundation = fc.record({
  readFrom: number,
  earlier: fc.array(fc.record({ at: number, readFrom: number }), { maxLength: 5 }),
  statements: fc.array(fc.record({ seq: number, at: number, previousHash: bytes(32), blob }), {
    maxLength: 4,
  }),
});
const message: fc.Arbitrary<LogMessage> = fc.oneof(
  fc
    .tuple(commit, fc.integer({ min: 1 }))
    .map(([one, base]) => ({ ...one, base, foundation: undefined })),
  fc.tuple(commit, foundation).map(([one, under]) => ({ ...one, base: 0, foundation: under })),
  fc.record({ type: fc.constant('deleted' as const), at: number, proof: blob }),
);

test('a message is read as it was written, also from the middle of a chunk', () => {
  fc.assert(
    fc.property(message, (written) => {
      const chunk = Buffer.concat([Buffer.from('before'), writeMessage(written)]);
      expect(readMessage(chunk.subarray(6))).toEqual(written);
    }),
  );
});

test('whatever lies in a subject is a message in its one form, or none', () => {
  const damaged = fc
    .tuple(message, fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([written, place, change]) => {
      const whole = writeMessage(written);
      whole[place % whole.length]! ^= change;
      return whole;
    });
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged), (found) => {
      const again = readMessage(found);
      if (again) read += 1;
      if (again) expect(writeMessage(again)).toEqual(new Uint8Array(found));
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(0);
});
