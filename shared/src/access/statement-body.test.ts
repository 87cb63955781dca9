/** The bytes that statements have had since versions 3 and 4, which nothing may change: they are signed. */
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import type { BinaryField } from '../base/binary-fields.ts';
import { decode } from '../base/decode.ts';
import { deviceIdOf, inviteIdOf } from '../base/ids.ts';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import { shownBytes } from '../testing/shown-bytes.ts';
import { bodyField, schemaMax, statementTypes, typesOf } from './statement-body.ts';
import type { StatementBody, StatementVersion } from './statement.ts';

const filled = (value: number, length = 32) => new Uint8Array(length).fill(value);
const [device, other] = [deviceIdOf(filled(0xd0)), deviceIdOf(filled(0xd1))];
const invite = inviteIdOf(filled(0x1e));
const wrap = { epoch: 300, sealed: filled(0x5e, 80) };
const older = [wrap, { epoch: 1, sealed: filled(0x5f, 113) }];
const [wrapPublic, label, proof] = [filled(9), filled(0x1a, 5), filled(0xf0, 64)];

test.each<[StatementBody, string]>([
  [
    { type: 'create', nonce: filled(7, 16), wrapPublic, wrap, label },
    '07*16 20 09*32 ac 02 50 5e*80 05 1a*5',
  ],
  [
    { type: 'grant', device, wrapPublic, role: 'reader', until: 5, wrap, older, label },
    'd0*32 20 09*32 02 05 ac 02 50 5e*80 02 ac 02 50 5e*80 01 71 5f*113 05 1a*5',
  ],
  [
    {
      type: 'invite',
      invite,
      wrapPublic,
      role: 'editor',
      until: 6,
      expires: 300,
      usesMax: 2,
      own: false,
      wrap,
    },
    '1e*32 20 09*32 01 06 ac 02 02 00 01 ac 02 50 5e*80',
  ],
  [
    {
      type: 'invite',
      invite,
      wrapPublic,
      role: 'keeper',
      until: 0,
      expires: 1,
      usesMax: 1,
      own: true,
      wrap: undefined,
    },
    '1e*32 20 09*32 00 00 01 01 01 00',
  ],
  [
    { type: 'join', invite, wrapPublic, wrap, commitment: undefined, label, proof },
    '1e*32 20 09*32 01 ac 02 50 5e*80 05 1a*5 f0*64',
  ],
  [
    { type: 'join', invite, wrapPublic, wrap: undefined, commitment: filled(0xc0), label, proof },
    '1e*32 20 09*32 00 c0*32 05 1a*5 f0*64',
  ],
  [{ type: 'withdraw', invite }, '1e*32'],
  [{ type: 'admit', device, wrap, label }, 'd0*32 ac 02 50 5e*80 05 1a*5'],
  [{ type: 'decline', device }, 'd0*32'],
  [{ type: 'change', device, role: 'editor', until: 7 }, 'd0*32 01 07'],
  [
    {
      type: 'revoke',
      devices: [device, other],
      epoch: 2,
      wraps: [{ recipient: filled(3), sealed: wrap.sealed }],
    },
    '02 d0*32 d1*32 02 01 03*32 50 5e*80',
  ],
  [
    { type: 'replace', device, wrapPublic, wrap, older, label, proof },
    'd0*32 20 09*32 ac 02 50 5e*80 02 ac 02 50 5e*80 01 71 5f*113 05 1a*5 f0*64',
  ],
  [
    { type: 'recovery-sheet', device, wrapPublic, wrap, older: [] },
    'd0*32 20 09*32 ac 02 50 5e*80 00',
  ],
  [
    { type: 'relays', revision: 4, urls: ['wss://a.example/', 'ws://[::1]:8080/relay'] },
    '04 02 10 77 73 73 3a 2f 2f 61 2e 65 78 61 6d 70 6c 65 2f 15 77 73 3a 2f 2f 5b 3a 3a 31 5d 3a 38 30 38 30 2f 72 65 6c 61 79',
  ],
  [{ type: 'audit', what: 'work-taken-in', of: device }, '03 01 d0*32'],
  [{ type: 'audit', what: 'copy-made', of: undefined }, '00 00'],
  [{ type: 'answer', device, join: filled(0x10), nonce: filled(0xa0) }, 'd0*32 10*32 a0*32'],
  [{ type: 'open', answer: filled(0xa5), nonce: filled(0xa0) }, 'a5*32 a0*32'],
])('[ACC12] $0.type has the bytes it always had', (body, shown) => {
  for (const version of [3, 4] as const) expectBytes(version, body, shown);
});

test('[ACC12] schema has the bytes it has had since version 4', () => {
  expectBytes(4, { type: 'schema', schema: 2 }, '02');
  expectBytes(4, { type: 'schema', schema: schemaMax }, 'e8 07');
});

function expectBytes(version: StatementVersion, body: StatementBody, shown: string): void {
  const field: BinaryField<object> = bodyField(version, body.type);
  const bytes = encoding.encode((encoder) => field.write(encoder, body));
  expect(shownBytes(bytes)).toBe(shown);
  const read = decode(bytes, (reader) => field.read(reader));
  expect({ type: body.type, ...read }).toEqual(body);
}

test('[ACC13] each version knows its types, at the numbers they have had since', () => {
  const of = versions.map(typesOf);
  expect(of.map(({ length }) => length)).toEqual([13, 13, 15, 16]);
  for (const types of of) expect(types).toEqual(statementTypes.slice(0, types.length));
  expect(statementTypes.slice(12)).toEqual(['audit', 'answer', 'open', 'schema']);
});

const versions: readonly StatementVersion[] = [1, 2, 3, 4];
const allFields = versions.flatMap((version) =>
  typesOf(version).map((type): [string, number, BinaryField<unknown>] => [
    type,
    version,
    bodyField(version, type),
  ]),
);

test.each(allFields)(
  '[ACC12] %s of version %i is read as written, whatever it says',
  (_, version, field) => {
    fc.assert(
      fc.property(arbitraryOf(field), (body) => {
        const bytes = encoding.encode((encoder) => field.write(encoder, body));
        expect(decode(bytes, (reader) => field.read(reader))).toEqual(body);
      }),
    );
  },
);

test.each(allFields)(
  '[ACC13] %s of version %i: any bytes are refused, or are the one form of it',
  (_, version, field) => {
    const written = arbitraryOf(field).map((body) =>
      encoding.encode((encoder) => field.write(encoder, body)),
    );
    const damaged = fc
      .tuple(written, fc.nat(), fc.nat(255))
      .map(([bytes, at, value]) =>
        bytes.length === 0 ? bytes : bytes.with(at % bytes.length, value),
      );
    fc.assert(
      fc.property(damaged, (bytes) => {
        const body = decode(bytes, (reader) => field.read(reader));
        if (body) expect(encoding.encode((encoder) => field.write(encoder, body))).toEqual(bytes);
      }),
    );
  },
);
