import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, equal, fromBase64Url, toBase64Url } from './bytes.ts';
import { bookIdOf, idToBytes, parseBookId, parseDeviceId } from './ids.ts';

const bytes = fc.uint8Array({ maxLength: 200 });

test('[SEAL1] bytes survive base64url and back, in the URL-safe alphabet alone', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const text = toBase64Url(value);
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(fromBase64Url(text)).toEqual(value);
    }),
  );
});

test('[SEAL1] a text is read only if it is the one text of its bytes', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'ABYZaz09-_+/= é'), maxLength: 12 });
  fc.assert(
    fc.property(texts, (text) => {
      const read = fromBase64Url(text);
      if (read) expect(toBase64Url(read)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['A', 'AB', 'AA==', 'AA=', '+A', '/w', 'A A', 'AAA\n'])(
  '[SEAL1] base64url %j is refused',
  (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  },
);

test('[SEAL2] an id is exactly 32 bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (value) => {
      const text = toBase64Url(value);
      const whole = value.length === 32;
      expect(parseBookId(text)).toBe(whole ? text : undefined);
      expect(parseDeviceId(text)).toBe(whole ? text : undefined);
      if (whole) expect(idToBytes(bookIdOf(value))).toEqual(value);
      else expect(() => bookIdOf(value)).toThrow(RangeError);
    }),
  );
});

test('bytes are equal when they are the same, wherever they lie', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(equal(a, concat(a))).toBe(true);
      expect(equal(a, b)).toBe(toBase64Url(a) === toBase64Url(b));
      expect(equal(a, concat(a, Uint8Array.of(0)))).toBe(false);
    }),
  );
});
