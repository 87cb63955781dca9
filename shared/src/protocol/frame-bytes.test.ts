/** The bytes that frames have since version 3 of the protocol: who changes one needs another version. */
import { expect, test } from 'vitest';
import { bookIdOf, deviceIdOf, inviteIdOf } from '../base/ids.ts';
import { shownBytes } from '../testing/shown-bytes.ts';
import {
  readClientFrame,
  readRelayFrame,
  writeClientFrame,
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from './frames.ts';

const filled = (value: number, length = 32) => new Uint8Array(length).fill(value);
const book = bookIdOf(filled(0xb0));
const device = deviceIdOf(filled(0xd0));
const invite = inviteIdOf(filled(0x1e));
const [signature, blob] = [filled(0x51, 64), filled(0xbb, 5)];
const entries = [
  { kind: 'access', at: 300, blob },
  { kind: 'update', at: 5, blob: filled(1, 1) },
] as const;

test.each<[ClientFrame, string]>([
  [
    { type: 'hello', version: 3, book, device, signature, cursor: undefined },
    '01 03 b0*32 d0*32 51*64',
  ],
  [
    {
      type: 'hello',
      version: 3,
      book,
      device,
      signature,
      cursor: { log: filled(0x10, 16), seq: 300, hash: filled(0x4a) },
    },
    '01 03 b0*32 d0*32 51*64 10*16 ac 02 4a*32',
  ],
  [{ type: 'knock', invite, signature }, '02 1e*32 51*64'],
  [{ type: 'statements', statements: [filled(1, 2), filled(2, 6)] }, '03 02 02 01 01 06 02*6'],
  [{ type: 'append', ref: 300, kind: 'snapshot', blob }, '04 ac 02 02 05 bb*5'],
  [{ type: 'presence', blob }, '05 05 bb*5'],
  [{ type: 'ping' }, '06'],
  [{ type: 'find', start: filled(0xb0, 4) }, '07 b0*4'],
  [{ type: 'delete', signature }, '08 51*64'],
  [{ type: 'permit', proof: filled(0xf0) }, '09 f0*32'],
  [{ type: 'restore', ref: 1, after: 300, entries }, '0a 01 ac 02 02 00 ac 02 05 bb*5 01 05 01 01'],
])('[PROTO3] $0.type to the relay has the bytes it always had', (frame, shown) => {
  const bytes = writeClientFrame(frame);
  expect(shownBytes(bytes)).toBe(shown);
  expect(readClientFrame(bytes)).toEqual(frame);
});

test.each<[RelayFrame, string]>([
  [
    { type: 'challenge', version: 3, nonce: filled(0xc0), now: 1_700_000_000_000 },
    '41 03 c0*32 80 d0 95 ff bc 31',
  ],
  [{ type: 'unknown', what: 'waiting' }, '42 02'],
  [{ type: 'statements', statements: [filled(1, 2)] }, '43 01 02 01 01'],
  [
    {
      type: 'welcome',
      log: filled(0x10, 16),
      head: 300,
      resume: 2,
      resumeHash: filled(0x4a),
      now: 5,
    },
    '44 10*16 ac 02 02 4a*32 05',
  ],
  [
    { type: 'entries', after: 1, first: 300, previousHash: filled(0x4a), entries },
    '45 01 ac 02 4a*32 02 00 ac 02 05 bb*5 01 05 01 01',
  ],
  [{ type: 'live', head: 300 }, '46 ac 02'],
  [{ type: 'receipt', refs: [1, 300] }, '47 02 01 ac 02'],
  [{ type: 'refused', ref: 300, reason: 'log-moved-on' }, '48 ac 02 05'],
  [{ type: 'presence', blob }, '49 05 bb*5'],
  [{ type: 'pong', now: 300 }, '4a ac 02'],
  [{ type: 'books', books: [book] }, '4b 01 b0*32'],
  [{ type: 'space', short: 'relay', usedBytes: 300, limitBytes: 4 }, '4c 02 ac 02 04'],
  [
    { type: 'damaged', seq: 300, kind: 'update', at: 5, hash: filled(0x4a) },
    '4d ac 02 01 05 4a*32',
  ],
])('[PROTO3] $0.type to a device has the bytes it always had', (frame, shown) => {
  const bytes = writeRelayFrame(frame);
  expect(shownBytes(bytes)).toBe(shown);
  expect(readRelayFrame(bytes)).toEqual(frame);
});
