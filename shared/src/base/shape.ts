/**
 * What a field was declared as, as data: from it tests draw values (`testing/arbitrary-of.ts`), so
 * that nothing about tests need be known here. Shared by `fields.ts`, for what stands in a document,
 * and `binary-fields.ts`, for what travels.
 */
export type Shape =
  /** Lengths of texts are in UTF-16 units, as `string.length` counts them. */
  | { readonly kind: 'text'; readonly lengthMax: number; readonly pattern: RegExp | undefined }
  | { readonly kind: 'name'; readonly lengthMax: number }
  /** A whole number from 0. */
  | { readonly kind: 'count'; readonly max: number }
  | { readonly kind: 'one-of'; readonly values: readonly Choice[] }
  | { readonly kind: 'either'; readonly of: readonly Shape[] }
  | { readonly kind: 'list'; readonly of: Shape; readonly lengthMax: number }
  | { readonly kind: 'record'; readonly properties: Readonly<Record<string, PropertyShape>> }
  | { readonly kind: 'bytes'; readonly lengths: readonly number[] }
  | { readonly kind: 'var-bytes'; readonly lengthMax: number }
  | { readonly kind: 'optional'; readonly of: Shape }
  /** There only if the rest of its record says so. */
  | { readonly kind: 'when'; readonly of: Shape; readonly isThere: (record: never) => boolean }
  /** One of several records, each with its type in it. */
  | { readonly kind: 'typed'; readonly types: readonly { type: string; shape: Shape }[] }
  /** Those values of another shape that a rule lets pass, as it leaves them. */
  | { readonly kind: 'refined'; readonly of: Shape; readonly rule: (value: never) => unknown };

export type Choice = string | number | boolean | null;

export interface PropertyShape {
  readonly shape: Shape;
  /** The record may be without it. */
  readonly isOptional?: boolean;
  /** What holds where nothing is stored. */
  readonly fallback?: unknown;
}
