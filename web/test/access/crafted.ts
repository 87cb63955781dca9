/** Updates (Yjs, version 1) that no app writes, byte by byte. */
import * as encoding from 'lib0/encoding';
import type { Id } from '../../src/lib/sync/update/id.ts';

/** Kinds of content, as Yjs numbers them. */
export const refs = {
  collected: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  text: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  document: 9,
  skip: 10,
} as const;

/** Values of any kind in a list, under a client id and at a clock of its author's choosing. */
export function structAt(
  client: number,
  clock: number,
  values: readonly unknown[] = ['x'],
  part = 'events',
): Uint8Array {
  return runAt({ client, clock, part }, refs.any, (encoder) => writeValues(encoder, values));
}

/** Where a run stands. */
export interface Place extends Id {
  /** Of the document; named only where no neighbour tells. */
  readonly part?: string;
  readonly origin?: Id;
  readonly rightOrigin?: Id;
  /** As a value of a map. */
  readonly key?: string;
  /** Inside of what stands there, in place of a part. */
  readonly inside?: Id;
}

/** One run with content of any kind (`ref`). */
export function runAt(
  place: Place,
  ref: number,
  write: (encoder: encoding.Encoder) => void,
): Uint8Array {
  return sectionOf(place, 1, (encoder) => writeRun(encoder, place, ref, write));
}

/** As many runs of one client as `count` says, whatever is written. */
export function sectionOf(
  { client, clock }: Id,
  count: number,
  write: (encoder: encoding.Encoder) => void,
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, count);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  write(encoder);
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

export function writeRun(
  encoder: encoding.Encoder,
  { part = 'events', origin, rightOrigin, key, inside }: Partial<Place>,
  ref: number,
  write: (encoder: encoding.Encoder) => void,
): void {
  const info = (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (key === undefined ? 0 : 0x20);
  encoding.writeUint8(encoder, info | ref);
  for (const id of [origin, rightOrigin]) if (id) writeId(encoder, id);
  if (!origin && !rightOrigin) {
    encoding.writeVarUint(encoder, inside ? 0 : 1);
    if (inside) writeId(encoder, inside);
    else encoding.writeVarString(encoder, part);
    if (key !== undefined) encoding.writeVarString(encoder, key);
  }
  write(encoder);
}

/** Several values in one run. */
export function writeValues(encoder: encoding.Encoder, values: readonly unknown[]): void {
  encoding.writeVarUint(encoder, values.length);
  for (const value of values) encoding.writeAny(encoder, value as string);
}

/** A record as it is encoded, in which a key may come twice. */
export function writeRecord(
  encoder: encoding.Encoder,
  entries: readonly (readonly [string, unknown])[],
): void {
  encoding.writeUint8(encoder, 118);
  encoding.writeVarUint(encoder, entries.length);
  for (const [key, value] of entries) {
    encoding.writeVarString(encoder, key);
    encoding.writeAny(encoder, value as string);
  }
}

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}

/** Deletes so much of each client, from its first clock on unless told. */
export function deletionOf(lengths: ReadonlyMap<number, number>, from = 0): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, lengths.size);
  for (const [client, length] of lengths) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, from);
    encoding.writeVarUint(encoder, length);
  }
  return encoding.toUint8Array(encoder);
}
