/**
 * Small checks for what comes out of a document, where another version of the app or a hostile
 * member may have put anything. Each gives the value with its type, or undefined.
 */
import type { DeviceId } from '../base/ids.ts';
import { shownName } from '../base/plain-name.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';

const dangerousKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** Not a key that means something to JavaScript itself. */
export function isSafeKey(key: string): boolean {
  return !dangerousKeys.has(key);
}

export function asText(value: unknown, lengthMax: number): string | undefined {
  return typeof value === 'string' && value.length <= lengthMax ? value : undefined;
}

/** A name or a label, in one line: see `shownName`. */
export function asName(value: unknown, lengthMax: number): string | undefined {
  const text = asText(value, lengthMax);
  return text === undefined ? undefined : shownName(text);
}

/** Like `asName`, where nothing is stored for ''. */
export function asOptionalName(value: unknown, lengthMax: number): string | undefined {
  return value === undefined ? '' : asName(value, lengthMax);
}

/** Like `asText`, where nothing is stored for ''. */
export function asOptionalText(value: unknown, lengthMax: number): string | undefined {
  return value === undefined ? '' : asText(value, lengthMax);
}

export function asCount(value: unknown, max: number): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max
    ? (value as number)
    : undefined;
}

export function asOneOf<T extends string | number>(
  value: unknown,
  allowed: readonly T[],
): T | undefined {
  return (allowed as readonly unknown[]).includes(value) ? (value as T) : undefined;
}

/** 43 characters for 32 bytes; the last carries four bits, so only sixteen letters can stand there. */
export const deviceIdForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

export function asDeviceId(value: unknown): DeviceId | undefined {
  return typeof value === 'string' && deviceIdForm.test(value) ? (value as DeviceId) : undefined;
}

/** A list whose every item passes, at most `lengthMax` long. */
export function asList<T>(
  value: unknown,
  lengthMax: number,
  item: (value: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value) || value.length > lengthMax) return undefined;
  const items: T[] = [];
  for (const each of value as unknown[]) {
    const read = item(each);
    if (read === undefined) return undefined;
    items.push(read);
  }
  return items;
}

/**
 * `next` together with whatever `previous` holds under keys that this version does not know, so
 * that an older app does not strip what a newer one has written.
 */
export function keepUnknown(
  previous: unknown,
  known: ReadonlySet<string>,
  next: StoredRecord,
): StoredRecord {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(asRecord(previous) ?? {}))
    if (!known.has(key) && isSafeKey(key)) kept[key] = value;
  return { ...kept, ...next };
}
