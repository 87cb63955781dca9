/** What came out of a document or a database, before anything is known of it but that it has keys. */
export type StoredRecord = Readonly<Record<string, unknown>>;

/**
 * A plain object. One whose prototype was replaced (a decoder that met the key `__proto__`) is
 * refused, as are arrays, bytes and Yjs types.
 */
export function asRecord(value: unknown): StoredRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? (value as StoredRecord) : undefined;
}
