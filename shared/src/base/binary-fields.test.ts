import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, expectTypeOf, test } from 'vitest';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import { shownBytes } from '../testing/shown-bytes.ts';
import {
  atEnd,
  bytes,
  deviceId,
  list,
  number,
  numberTo,
  oneOf,
  optional,
  record,
  refine,
  sizedBytes,
  text,
  typed,
  varBytes,
  when,
  yesOrNo,
  type BinaryField,
  type ValueOf,
} from './binary-fields.ts';
import type { Bytes } from './bytes.ts';
import { decode } from './decode.ts';
import type { DeviceId } from './ids.ts';

const message = typed(7, {
  hello: { from: deviceId, names: list(text(4, /^[a-z]+$/), 2), last: atEnd(number) },
  give: {
    key: optional(sizedBytes(1, 3)),
    instead: when(({ key }: { key: unknown }) => key === undefined, bytes(2)),
    isUrgent: yesOrNo,
    kind: oneOf(['a', 'b']),
  },
  stop: {},
});
type Message = ValueOf<typeof message>;

const written = <T>(field: BinaryField<T>, value: T) =>
  encoding.encode((encoder) => field.write(encoder, value));
const read = <T>(field: BinaryField<T>, given: Iterable<number>) =>
  decode(Uint8Array.from(given), (reader) => field.read(reader));

test('its type follows from its table', () => {
  expectTypeOf<Message>().toEqualTypeOf<
    | {
        readonly type: 'hello';
        readonly from: DeviceId;
        readonly names: readonly string[];
        readonly last: number | undefined;
      }
    | {
        readonly type: 'give';
        readonly key: Bytes | undefined;
        readonly instead: Bytes | undefined;
        readonly isUrgent: boolean;
        readonly kind: 'a' | 'b';
      }
    | { readonly type: 'stop' }
  >();
});

test('[FIELD6] the bytes are those of the properties in their order, behind the number of the type', () => {
  const [key, instead] = [Uint8Array.of(5), Uint8Array.of(8, 9)];
  const give = { type: 'give', isUrgent: true, kind: 'b' } as const;
  const withKey = written(message, { ...give, key, instead: undefined });
  expect(shownBytes(withKey)).toBe('08 01 01 05 01 01');
  const without = written(message, { ...give, key: undefined, instead });
  expect(shownBytes(without)).toBe('08 00 08 09 01 01');
});

test('[FIELD6] what is written is read as it was', () => {
  fc.assert(
    fc.property(arbitraryOf(message), (value) => {
      expect(read(message, written(message, value))).toEqual(value);
    }),
  );
});

test('[FIELD6] any bytes are malformed, or the one form of what is read', () => {
  let taken = 0;
  const given = fc.tuple(fc.integer({ min: 6, max: 10 }), fc.uint8Array({ max: 4, maxLength: 8 }));
  fc.assert(
    fc.property(given, ([type, rest]) => {
      const value = read(message, [type, ...rest]);
      if (!value) return;
      expect(written(message, value)).toEqual(Uint8Array.of(type, ...rest));
      taken++;
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(20);
});

test.each<[string, BinaryField<unknown>, number[]]>([
  ['bytes that end too early', bytes(3), [1, 2]],
  ['longer than the bound', varBytes(1), [2, 0, 0]],
  ['of none of the lengths', sizedBytes(1, 3), [2, 0, 0]],
  ['more than the bound', list(yesOrNo, 1), [2, 0, 0]],
  ['a higher number', numberTo(4), [5]],
  ['neither yes nor no', yesOrNo, [2]],
  ['neither there nor not', optional(number), [2, 1]],
  ['none of those there are', oneOf(['a']), [1]],
  ['not of the form', text(4, /^[a-z]+$/), [1, 0x41]],
  ['no text at all', text(4, /./), [1, 0xff]],
  ['against a rule', refine(number, (value) => value > 4), [4]],
  ['of a type before the first', message, [6]],
  ['of a type behind the last', message, [10]],
  ['with something behind it', record({}), [0]],
])('[FIELD6] refused: %s', (_, field, given) => {
  expect(read(field, given)).toBeUndefined();
});

test('what must be there to be written is asked for', () => {
  const short = Uint8Array.of(1);
  expect(() => written(bytes(2), short)).toThrow('of that length');
  const give = { type: 'give', key: undefined, isUrgent: true, kind: 'a' } as const;
  expect(() => written(message, { ...give, instead: undefined })).toThrow('is there');
});
