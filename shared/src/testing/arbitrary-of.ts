/** Values of declared fields, within their bounds and rules. */
import fc from 'fast-check';
import type { BinaryField } from '../base/binary-fields.ts';
import type { Field } from '../base/fields.ts';
import { shownName } from '../base/plain-name.ts';
import type { PropertyShape, Shape } from '../base/shape.ts';

export function arbitraryOf<T>(field: Field<T> | BinaryField<T>): fc.Arbitrary<T> {
  return valuesOf(field.shape) as fc.Arbitrary<T>;
}

function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text': {
      const { lengthMax, pattern } = shape;
      const texts = pattern
        ? fc.stringMatching(pattern)
        : fc.string({ maxLength: lengthMax, unit: 'binary' });
      return texts.filter(({ length }) => length <= lengthMax);
    }
    case 'name':
      return fc
        .string({ maxLength: shape.lengthMax, unit: 'binary' })
        .map(shownName)
        .filter(({ length }) => length <= shape.lengthMax);
    case 'count':
      return fc.maxSafeNat().map((number) => number % (shape.max + 1));
    case 'one-of':
      return fc.constantFrom(...shape.values);
    case 'either':
      return fc.oneof(...shape.of.map(valuesOf));
    case 'list':
      return fc.array(valuesOf(shape.of), { maxLength: shape.lengthMax });
    case 'bytes':
      return fc
        .constantFrom(...shape.lengths)
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    case 'var-bytes':
      return fc.uint8Array({ maxLength: shape.lengthMax });
    case 'optional':
      return fc.option(valuesOf(shape.of), { nil: undefined });
    case 'when':
      return valuesOf(shape.of);
    case 'typed':
      return fc.oneof(...shape.types.map(typedRecords));
    case 'record':
      return recordsOf(Object.entries(shape.properties));
    case 'refined':
      return valuesOf(shape.of)
        .map((value) => shape.rule(value as never))
        .filter((value) => value !== undefined);
  }
}

function typedRecords({ type, shape }: { type: string; shape: Shape }): fc.Arbitrary<unknown> {
  return valuesOf(shape).map((record) => ({ type, ...(record as object) }));
}

function recordsOf(
  properties: readonly (readonly [string, PropertyShape])[],
): fc.Arbitrary<object> {
  const values = properties.map(([name, { shape, fallback }]) => {
    const value = valuesOf(shape);
    return [name, fallback === undefined ? value : fc.oneof(fc.constant(fallback), value)] as const;
  });
  const requiredKeys = properties.filter(([, { isOptional }]) => !isOptional).map(([name]) => name);
  const records = fc.record(Object.fromEntries(values), { requiredKeys, noNullPrototype: true });
  return records.map((record) => {
    const gone = properties.filter(
      ([, { shape }]) => shape.kind === 'when' && !shape.isThere(record as never),
    );
    return { ...record, ...Object.fromEntries(gone.map(([name]) => [name, undefined])) };
  });
}
