/**
 * What a locked book consists of, as bytes to be sealed: the entry's own words and everything that
 * the book's storage holds. Read again by the version that wrote it or a newer one.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { StoredBook } from '../../sync/storage/stored-book.ts';
import type { ShelvedBook } from '../shelf.ts';

type AnyEncodable = Parameters<typeof encoding.writeAny>[1];

const version = 1;

export type Details = Pick<ShelvedBook, 'name' | 'relay' | 'ward' | 'council' | 'demo'>;

export interface LockedContents {
  readonly details: Details;
  readonly stored: StoredBook;
}

export function detailsOf({ name, relay, ward, council, demo }: ShelvedBook): Details {
  return { name, relay, ward, council, demo };
}

export function contentsToBytes({ details, stored }: LockedContents): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, version);
  encoding.writeAny(encoder, { ...details });
  encoding.writeAny(encoder, [...stored.updates]);
  // What a database gave is of the kinds that this writes: bytes, texts, numbers, lists, records.
  encoding.writeAny(encoder, [...stored.custom].flat() as AnyEncodable[]);
  return encoding.toUint8Array(encoder);
}

/** Undefined when this is no such thing. It was sealed by this device, so it is not to be feared. */
export function contentsFromBytes(bytes: Uint8Array): LockedContents | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== version) return undefined;
    const details = decoding.readAny(decoder) as unknown as Details;
    const updates = decoding.readAny(decoder) as unknown as Uint8Array[];
    const custom = decoding.readAny(decoder) as unknown as unknown[];
    if (!isDetails(details) || !Array.isArray(updates) || !Array.isArray(custom)) return undefined;
    if (!updates.every((update) => update instanceof Uint8Array)) return undefined;
    const pairs = custom.flatMap((key, at) =>
      at % 2 === 0 ? [[key as string, ownCopy(custom[at + 1])] as const] : [],
    );
    return { details, stored: { updates: updates.map((each) => each.slice()), custom: pairs } };
  } catch {
    return undefined;
  }
}

function isDetails(details: Details): boolean {
  const { name, relay, ward, council, demo } = details;
  const words = [name, relay, ward, council];
  return words.every((word) => typeof word === 'string') && typeof demo === 'boolean';
}

/** What was read are views of the whole, and a database would keep the whole for each of them. */
function ownCopy(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(ownCopy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, ownCopy(each)]));
}
