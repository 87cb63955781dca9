import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { statementBytesMax } from '../access/statement.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { bookNumbered, deviceNumbered, inviteNumbered } from '../testing/statements.ts';
import {
  readClientFrame,
  readRelayFrame,
  writeClientFrame,
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from './frames.ts';
import { entryBytesMax, pageEntriesMax, presenceBytesMax, statementsMax } from './limits.ts';

const number = fc.maxSafeNat();
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }) as fc.Arbitrary<Bytes>;
const blob = fc.uint8Array({ maxLength: 60 }) as fc.Arbitrary<Bytes>;
const kind = fc.constantFrom('access' as const, 'update' as const, 'snapshot' as const);
const small = fc.nat(200);
const type = <T extends string>(value: T) => fc.constant(value);

const clientFrames: { [T in ClientFrame['type']]: fc.Arbitrary<ClientFrame & { type: T }> } = {
  hello: fc.record({
    type: type('hello'),
    version: number,
    book: small.map(bookNumbered),
    device: small.map(deviceNumbered),
    signature: bytes(64),
    cursor: fc.option(fc.record({ log: bytes(16), seq: number, hash: bytes(32) }), {
      nil: undefined,
    }),
  }),
  knock: fc.record({
    type: type('knock'),
    invite: small.map(inviteNumbered),
    signature: bytes(64),
  }),
  statements: fc.record({ type: type('statements'), statements: fc.array(blob) }),
  append: fc.record({ type: type('append'), ref: number, kind, blob }),
  presence: fc.record({ type: type('presence'), blob }),
  ping: fc.record({ type: type('ping') }),
  find: fc.record({ type: type('find'), start: bytes(4) }),
  delete: fc.record({ type: type('delete'), signature: bytes(64) }),
  permit: fc.record({ type: type('permit'), proof: bytes(32) }),
  restore: fc.record({
    type: type('restore'),
    ref: number,
    after: number,
    entries: fc.array(fc.record({ kind, at: number, blob })),
  }),
};

const relayFrames: { [T in RelayFrame['type']]: fc.Arbitrary<RelayFrame & { type: T }> } = {
  challenge: fc.record({ type: type('challenge'), version: number, nonce: bytes(32), now: number }),
  unknown: fc.record({ type: type('unknown'), what: fc.constantFrom('book', 'device', 'waiting') }),
  statements: fc.record({ type: type('statements'), statements: fc.array(blob) }),
  welcome: fc.record({
    type: type('welcome'),
    log: bytes(16),
    head: number,
    resume: number,
    resumeHash: bytes(32),
    now: number,
  }),
  entries: fc.record({
    type: type('entries'),
    after: number,
    first: number,
    previousHash: bytes(32),
    entries: fc.array(fc.record({ kind, at: number, blob })),
  }),
  live: fc.record({ type: type('live'), head: number }),
  receipt: fc.record({ type: type('receipt'), refs: fc.array(number) }),
  refused: fc.record({
    type: type('refused'),
    ref: number,
    reason: fc.constantFrom(
      'not-allowed',
      'stale-snapshot',
      'statement-refused',
      'book-full',
      'wrong-epoch',
      'log-moved-on',
    ),
  }),
  presence: fc.record({ type: type('presence'), blob }),
  pong: fc.record({ type: type('pong'), now: number }),
  books: fc.record({
    type: type('books'),
    books: fc.array(small.map(bookNumbered), { maxLength: 16 }),
  }),
  room: fc.record({
    type: type('room'),
    short: fc.constantFrom('none', 'book', 'relay'),
    usedBytes: number,
    limitBytes: number,
  }),
  damaged: fc.record({
    type: type('damaged'),
    seq: number,
    kind: fc.constantFrom('access', 'update', 'snapshot'),
    at: number,
    hash: bytes(32),
  }),
};

const anyClientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(...Object.values(clientFrames));
const anyRelayFrame: fc.Arbitrary<RelayFrame> = fc.oneof(...Object.values(relayFrames));

test.each(Object.entries(clientFrames))(
  '[PROTO3] %s to the relay is read as written',
  (_, frames) => {
    fc.assert(
      fc.property(frames as fc.Arbitrary<ClientFrame>, (frame) => {
        expect(readClientFrame(writeClientFrame(frame))).toEqual(frame);
      }),
    );
  },
);

test.each(Object.entries(relayFrames))(
  '[PROTO3] %s to a device is read as written',
  (_, frames) => {
    fc.assert(
      fc.property(frames as fc.Arbitrary<RelayFrame>, (frame) => {
        expect(readRelayFrame(writeRelayFrame(frame))).toEqual(frame);
      }),
    );
  },
);

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
    blob,
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
