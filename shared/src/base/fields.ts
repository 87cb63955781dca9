/**
 * Records of a document, each declared once in a table. From the table follow the type (`ValueOf`),
 * the reader, the writer and the bounds; and what tests draw values from (`testing/arbitrary-of.ts`).
 *
 *     const visit = record({
 *       at: count(atMax),
 *       person: as('p', text<PersonId>(16, idForm)),
 *       note: as('n', optional(text(4_000))),
 *     });
 *     type Visit = ValueOf<typeof visit>;
 *
 * Invariants. Reading is total: anything at all gives a value within the bounds, or undefined, and no
 * exception. What is written is read back as the same value; what would not be is not written.
 * Reading makes the same keys in the same order, so equal records have equal JSON.
 *
 * Doesn't know what any record means, nor Yjs: see `binary-fields.ts` for bytes.
 */
import { shownName } from './plain-name.ts';
import type { Choice, PropertyShape, Shape } from './shape.ts';
import { asRecord, type StoredRecord } from './stored-record.ts';

export interface Field<T> {
  readonly shape: Shape;
  /** The value, or undefined where this is none. Never throws. */
  parse(stored: unknown): T | undefined;
  /** What to store, or undefined for a value that breaks a bound or a rule. */
  write(value: T): unknown;
}

/** A field as it stands in a record. What is said here counts there and nowhere else. */
export interface Property<T> extends Field<T>, PropertyShape {
  /** Stored under this key; without one under its name. */
  readonly key?: string;
  readonly isLenient?: boolean;
  readonly fallback?: T;
}

export interface RecordField<T> extends Field<T> {
  write(value: T): StoredRecord | undefined;
}

/** The type that a field was declared to have. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

/**
 * At most `lengthMax` UTF-16 units: whatever can be sent, or what a pattern lets pass, which must
 * refuse the halves of pairs by itself.
 */
export function text<T extends string = string>(lengthMax: number, pattern?: RegExp): Field<T> {
  return plain({ kind: 'text', lengthMax, pattern }, (value) =>
    typeof value === 'string' &&
    value.length <= lengthMax &&
    (pattern === undefined ? value.isWellFormed() : pattern.test(value))
      ? (value as T)
      : undefined,
  );
}

/** A name or a label, in which everything can be seen: see `shownName`. */
export function name(lengthMax: number): Field<string> {
  return plain({ kind: 'name', lengthMax }, (value) =>
    typeof value === 'string' && value.length <= lengthMax ? shownName(value) : undefined,
  );
}

/** A whole number from 0 to `max`, which can be counted with. */
export function count(max: number): Field<number> {
  const isCount = (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;
  return plain({ kind: 'count', max }, (value) => (isCount(value) ? value : undefined));
}

export function oneOf<const T extends Choice>(values: readonly T[]): Field<T> {
  return plain({ kind: 'one-of', values }, (value) =>
    (values as readonly unknown[]).includes(value) ? (value as T) : undefined,
  );
}

export const yesOrNo = oneOf([true, false]);

/** Whatever the first of two takes, or else the second. */
export function either<A, B>(first: Field<A>, second: Field<B>): Field<A | B> {
  return {
    shape: { kind: 'either', of: [first.shape, second.shape] },
    parse: (stored) => first.parse(stored) ?? second.parse(stored),
    write: (value) => first.write(value as A) ?? second.write(value as B),
  };
}

/** At most `lengthMax` of them. One that cannot be read spoils the list. */
export function list<T>(of: Field<T>, lengthMax: number): Field<readonly T[]> {
  return {
    shape: { kind: 'list', of: of.shape, lengthMax },
    parse: (stored) => everyOne(stored, lengthMax, (item) => of.parse(item)),
    write: (values) => everyOne(values, lengthMax, (item) => of.write(item as T)),
  };
}

/**
 * The same field with a rule on top: what it gives is the value, which may be another than it was
 * given, but for a value of its own. Undefined refuses.
 */
export function refine<T, F extends Field<T>>(
  field: F & Field<T>,
  rule: (value: T) => T | undefined,
): F {
  return {
    ...field,
    shape: { kind: 'refined', of: field.shape, rule },
    parse(stored: unknown) {
      const value = field.parse(stored);
      return value === undefined ? undefined : rule(value);
    },
    write(value: T) {
      const ruled = rule(value);
      return ruled === undefined ? undefined : field.write(ruled);
    },
  };
}

/** Stored under this key, which is short where there are thousands. */
export function as<F extends Field<unknown>>(key: string, field: F): F {
  return { ...field, key };
}

/** The record may be without it. */
export function optional<F extends Field<unknown>>(field: F): F & { readonly isOptional: true } {
  return { ...field, isOptional: true };
}

/** Where nothing is stored it is `fallback`, and for that nothing is stored. */
export function or<T>(field: Field<T>, fallback: NoInfer<T>): Property<T> {
  return { ...field, fallback };
}

/** Where it cannot be read it counts as not stored, and does not cost the whole record. */
export function lenient<F extends Field<unknown>>(field: F): F {
  return { ...field, isLenient: true };
}

/** Stored only when it is set. */
export const flag = or(yesOrNo, false);

/** Plain objects with these properties, in this order. Other keys are passed over. */
export function record<const P extends Properties>(table: P): RecordField<RecordOf<P>> {
  // All of one form, for speed: tens of thousands of records are read when a book opens.
  const properties = Object.entries<Property<unknown>>(table).map(([named, field]) => {
    const { key = named, isOptional = false, isLenient = false, fallback } = field;
    return { named, key, field, isOptional, isLenient, fallback };
  });
  return {
    shape: { kind: 'record', properties: table },
    parse(stored) {
      const from = asRecord(stored);
      if (from === undefined) return undefined;
      const value: Record<string, unknown> = {};
      for (const { named, key, field, isOptional, isLenient, fallback } of properties) {
        const found = from[key];
        let read = found === undefined ? undefined : field.parse(found);
        if (read === undefined) {
          if (found !== undefined && !isLenient) return undefined;
          if (isOptional) continue;
          if (fallback === undefined) return undefined;
          read = fallback;
        }
        value[named] = read;
      }
      return value as RecordOf<P>;
    },
    write(value) {
      const stored: Record<string, unknown> = {};
      for (const { named, key, field, isOptional, fallback } of properties) {
        const given = (value as StoredRecord)[named];
        if (given === undefined && isOptional) continue;
        const written = field.write(given);
        if (written === undefined) return undefined;
        if (!isSame(written, fallback)) stored[key] = written;
      }
      return stored;
    },
  };
}

type Properties = Readonly<Record<string, Property<unknown>>>;
type OptionalIn<P extends Properties> = {
  [K in keyof P]: P[K] extends { readonly isOptional: true } ? K : never;
}[keyof P];
/** One object type, as it would be written by hand. */
type RecordOf<P extends Properties> = Flat<
  { readonly [K in Exclude<keyof P, OptionalIn<P>>]: ValueOf<P[K]> } & {
    readonly [K in OptionalIn<P>]?: ValueOf<P[K]>;
  }
>;
type Flat<T> = { [K in keyof T]: T[K] };

/** Stored as it is used, so that one check serves both ways. */
function plain<T>(shape: Shape, check: (value: unknown) => T | undefined): Field<T> {
  return { shape, parse: check, write: check };
}

function everyOne<T>(
  values: unknown,
  lengthMax: number,
  one: (value: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(values) || values.length > lengthMax) return undefined;
  const all: T[] = [];
  for (const value of values as unknown[]) {
    const made = one(value);
    if (made === undefined) return undefined;
    all.push(made);
  }
  return all;
}

function isSame(written: unknown, fallback: unknown): boolean {
  return written === fallback || (isEmptyList(written) && isEmptyList(fallback));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
