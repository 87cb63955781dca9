/** What every declared record keeps; called once for each, with the rules that it has on top. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Field } from '../base/fields.ts';
import { asRecord } from '../base/stored-record.ts';
import { arbitraryOf } from './arbitrary-of.ts';

/**
 * Throws unless what is written is read back as it was, and anything at all, what is nearly right
 * above all, is read as nothing or as a value for which the same holds.
 */
export function assertFieldLaws<T>(field: Field<T>): void {
  const values = arbitraryOf(field);
  fc.assert(
    fc.property(values, (value) => {
      const stored = field.write(value);
      expect(stored).toBeDefined();
      expect(field.parse(stored)).toStrictEqual(value);
    }),
  );
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
  const nearly = values.chain((value) => {
    const stored = asRecord(field.write(value)) ?? {};
    const keys = fc.constantFrom(...Object.keys(stored), '__proto__', 'newer');
    return fc.dictionary(keys, anything, { maxKeys: 2 }).map((junk) => ({ ...stored, ...junk }));
  });
  fc.assert(
    fc.property(fc.oneof(anything, nearly), (stored) => {
      const value = field.parse(stored);
      if (value === undefined) return;
      const again = field.parse(field.write(value));
      expect(again).toStrictEqual(value);
      expect(JSON.stringify(again)).toBe(JSON.stringify(value));
    }),
    { numRuns: 500 },
  );
}
