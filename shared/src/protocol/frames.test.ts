import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { statementBytesMax } from '../access/statement.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import {
  clientFrame,
  readClientFrame,
  readRelayFrame,
  relayFrame,
  writeClientFrame,
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from './frames.ts';
import { entryBytesMax, pageEntriesMax, presenceBytesMax, statementsMax } from './limits.ts';

const anyClientFrame = arbitraryOf(clientFrame);
const anyRelayFrame = arbitraryOf(relayFrame);

test('[PROTO3] every frame to the relay is read as written', () => {
  const types = new Set<string>();
  fc.assert(
    fc.property(anyClientFrame, (frame) => {
      expect(readClientFrame(writeClientFrame(frame))).toEqual(frame);
      types.add(frame.type);
    }),
    { numRuns: 1_000 },
  );
  expect(types.size).toBe(10);
});

test('[PROTO3] every frame to a device is read as written', () => {
  const types = new Set<string>();
  fc.assert(
    fc.property(anyRelayFrame, (frame) => {
      expect(readRelayFrame(writeRelayFrame(frame))).toEqual(frame);
      types.add(frame.type);
    }),
    { numRuns: 1_000 },
  );
  expect(types.size).toBe(13);
});

test('[PROTO4] neither side takes what is meant for the other', () => {
  fc.assert(
    fc.property(anyClientFrame, anyRelayFrame, (fromClient, fromRelay) => {
      expect(readRelayFrame(writeClientFrame(fromClient))).toBeUndefined();
      expect(readClientFrame(writeRelayFrame(fromRelay))).toBeUndefined();
    }),
  );
});

// Random bytes alone would hardly pass the first byte, so true frames are damaged as well.
const damaged = fc
  .tuple(
    fc.oneof(anyClientFrame.map(writeClientFrame), anyRelayFrame.map(writeRelayFrame)),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
    fc.option(fc.nat()),
    fc.uint8Array({ maxLength: 60 }),
  )
  .map(([frame, changes, cut, behind]) => {
    const copy = frame.slice();
    for (const [at, value] of changes) copy[at % copy.length] = value;
    return cut === null ? copy : concat(copy.subarray(0, cut % copy.length), behind);
  });
const rubbish = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.integer({ min: 0, max: 80 }), fc.uint8Array({ maxLength: 300 }))
    .map(([first, rest]) => concat(Uint8Array.of(first), rest)),
  damaged,
);

test('[PROTO5] whatever arrives never throws, and what is taken has that one form', () => {
  let taken = 0;
  fc.assert(
    fc.property(rubbish, (message) => {
      const [client, relay] = [readClientFrame(message), readRelayFrame(message)];
      if (client) expect(writeClientFrame(client)).toEqual(message);
      if (relay) expect(writeRelayFrame(relay)).toEqual(message);
      if (client || relay) taken++;
    }),
    { numRuns: 5_000 },
  );
  expect(taken).toBeGreaterThan(20);
});

test('[PROTO5] a frame that was cut short, or has a byte behind it, is refused', () => {
  fc.assert(
    fc.property(anyClientFrame, (frame) => {
      const whole = writeClientFrame(frame);
      expect(readClientFrame(concat(whole, Uint8Array.of(0)))).toBeUndefined();
      for (let length = 0; length < whole.length; length++) {
        const read = readClientFrame(whole.subarray(0, length));
        // A hello may end before its cursor.
        if (read) expect(read).toEqual({ ...frame, cursor: undefined });
      }
    }),
    { numRuns: 50 },
  );
});

const one = new Uint8Array(1);
const clientBounds: [string, (over: 0 | 1) => ClientFrame][] = [
  ['statements', (over) => ({ type: 'statements', statements: filled(statementsMax + over, one) })],
  [
    'a statement',
    (over) => ({ type: 'statements', statements: [zeros(statementBytesMax + over)] }),
  ],
  [
    'an entry',
    (over) => ({ type: 'append', ref: 1, kind: 'update', blob: zeros(entryBytesMax + over) }),
  ],
  ['presence', (over) => ({ type: 'presence', blob: zeros(presenceBytesMax + over) })],
];
test.each(clientBounds)(
  '[PROTO6] the relay takes %s up to the bound and no further',
  (_, frame) => {
    expect(readClientFrame(writeClientFrame(frame(0)))).toBeDefined();
    expect(readClientFrame(writeClientFrame(frame(1)))).toBeUndefined();
  },
);

const page = { type: 'entries', after: 0, first: 1, previousHash: zeros(32) } as const;
const entry = { kind: 'update', at: 1, blob: one } as const;
const relayBounds: [string, (over: 0 | 1) => RelayFrame][] = [
  ['statements', (over) => ({ type: 'statements', statements: filled(statementsMax + over, one) })],
  ['a page', (over) => ({ ...page, entries: filled(pageEntriesMax + over, entry) })],
  ['an entry', (over) => ({ ...page, entries: [{ ...entry, blob: zeros(entryBytesMax + over) }] })],
  ['receipts', (over) => ({ type: 'receipt', refs: filled(pageEntriesMax + over, 1) })],
  ['presence', (over) => ({ type: 'presence', blob: zeros(presenceBytesMax + over) })],
];
test.each(relayBounds)('[PROTO6] a device takes %s up to the bound and no further', (_, frame) => {
  expect(readRelayFrame(writeRelayFrame(frame(0)))).toBeDefined();
  expect(readRelayFrame(writeRelayFrame(frame(1)))).toBeUndefined();
});

test('[PROTO6] a list that claims more than the frame holds is refused', () => {
  const claims = encoding.encode((encoder) => {
    encoding.writeUint8(encoder, 71);
    encoding.writeVarUint(encoder, pageEntriesMax);
  });
  expect(readRelayFrame(claims)).toBeUndefined();
});

function zeros(length: number): Bytes {
  return new Uint8Array(length);
}

function filled<T>(length: number, value: T): T[] {
  return Array.from({ length }, () => value);
}
