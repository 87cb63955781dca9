/**
 * An update whose changes stand under another client id: minted anew, with all that refers to them.
 * What they say stays the same. Knows nothing of logs and storage.
 */
import { mapAt } from '@wardbook/shared/base/map-at';
import { asRecord } from '@wardbook/shared/base/stored-record';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';

/** All that `client` wrote from the clock `from` on stands under `to`, from the clock `at` on. */
export interface Renaming {
  readonly client: number;
  readonly from: number;
  /** A client id that nothing stands under yet, from there on. */
  readonly to: number;
  /** 0 unless told. */
  readonly at?: number;
}

/**
 * What was written outside of the book, a demo ward say, under client ids of the device that has it. What
 * others are said to have recorded in it this device brings.
 */
export function underOwnIds(book: BookId, device: DeviceId, update: Uint8Array): Uint8Array {
  const clients = new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client));
  const brought: Moved = {
    partOf: () => undefined,
    value: (value) => amended(value, device),
  };
  // The first is the one that the book is open under.
  return [...clients].reduce(
    (own, client, at) =>
      renamed(own, { client, from: 0, to: clientIdOf(book, device, at + 1) }, brought),
    update,
  );
}

/** What becomes of what is moved, besides its ids. */
export interface Moved {
  /** The part of the document in which something stands. Undefined where it stays beside what it stands beside. */
  readonly partOf: (id: Y.ID) => string | undefined;
  readonly value: (value: unknown) => unknown;
}

/** How far the clock was off by which events were recorded, and between which times they lie, ms since 1970. */
export interface Redate {
  readonly byMs: number;
  readonly from: number;
  readonly until: number;
}

/** An event, as a log takes it under a client id of the device `via`, which brings what others recorded. */
export function amended(value: unknown, via: DeviceId, redate?: Redate): unknown {
  const event = asRecord(value);
  if (event?.['by'] === undefined) return value;
  return {
    ...event,
    ...(event['by'] !== via && { via }),
    ...(redate && typeof event['at'] === 'number' && { at: redated(event['at'], redate) }),
  };
}

/** A time that lies outside is as far off as the clock was. */
function redated(at: number, { byMs, from, until }: Redate): number {
  return at >= from && at <= until ? at : Math.min(Math.max(at + byMs, from), until);
}

type Struct = Y.Item | Y.GC;

/**
 * Updates of version 1. Throws when it is none. With `moved`, what is moved stands by itself: beside
 * nothing that is not moved with it, since that may be what no log will ever hold.
 */
export function renamed(update: Uint8Array, renaming: Renaming, moved?: Moved): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const all = new Map<number, Struct[]>();
  for (const whole of structs) {
    if (whole instanceof Y.Skip) continue;
    for (const struct of cut(whole, renaming)) {
      if (moved && isMoved(struct.id, renaming)) free(struct, renaming, moved);
      rename(struct, renaming);
      mapAt(all, struct.id.client, () => []).push(struct);
    }
  }
  return encoded(all, (encoder) => writeDeleted(encoder, renamedDeletions(ds.clients, renaming)));
}

function encoded(
  all: ReadonlyMap<number, Struct[]>,
  writeDeletions: (encoder: Y.UpdateEncoderV1) => void,
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  encoding.writeVarUint(encoder.restEncoder, all.size);
  // The highest client first, as Yjs writes them.
  for (const [client, own] of [...all].toSorted(([a], [b]) => b - a))
    writeStructs(encoder, client, own);
  writeDeletions(encoder);
  return encoder.toUint8Array();
}

/** What of an update each client wrote before a clock. */
export function upTo(update: Uint8Array, end: (client: number) => number): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const all = new Map<number, Struct[]>();
  for (const whole of structs) {
    const { client } = whole.id;
    const from = end(client);
    if (whole instanceof Y.Skip || whole.id.clock >= from) continue;
    const [struct] = cut(whole, { client, from });
    mapAt(all, client, () => []).push(struct!);
  }
  return encoded(all, (encoder) => writeDeleted(encoder, ds.clients));
}

/** In two where it stands on both sides of `from`. */
function cut(struct: Struct, { client, from }: Pick<Renaming, 'client' | 'from'>): Struct[] {
  const { id, length } = struct;
  const offset = from - id.clock;
  if (id.client !== client || offset <= 0 || offset >= length) return [struct];
  const start = Y.createID(client, from);
  struct.length = offset;
  if (struct instanceof Y.GC) return [struct, new Y.GC(start, length - offset)];
  const before = Y.createID(client, from - 1);
  const rest = struct.content.splice(offset);
  const { rightOrigin, parent, parentSub } = struct;
  return [struct, new Y.Item(start, null, before, null, rightOrigin, parent, parentSub, rest)];
}

function rename(struct: Struct, renaming: Renaming): void {
  struct.id = idUnder(struct.id, renaming);
  if (struct instanceof Y.GC) return;
  if (struct.origin) struct.origin = idUnder(struct.origin, renaming);
  if (struct.rightOrigin) struct.rightOrigin = idUnder(struct.rightOrigin, renaming);
  if (struct.parent instanceof Y.ID) struct.parent = idUnder(struct.parent, renaming);
}

function free(struct: Struct, renaming: Renaming, { partOf, value }: Moved): void {
  if (struct instanceof Y.GC) return;
  const { content, origin, rightOrigin, parentSub } = struct;
  const part = parentSub === null ? partOf(struct.id) : undefined;
  if (content instanceof Y.ContentAny) content.arr = content.arr.map(value);
  const isBesideMoved = [origin, rightOrigin].every((id) => !id || isMoved(id, renaming));
  if (part === undefined || (isBesideMoved && (origin || rightOrigin))) return;
  // Behind what is moved before it, or with nothing beside it.
  if (origin && isMoved(origin, renaming)) struct.rightOrigin = null;
  else {
    struct.origin = null;
    struct.rightOrigin = null;
    // As an update names a part. A document has the part itself.
    struct.parent = part as unknown as Y.Item['parent'];
  }
}

function isMoved({ client, clock }: Y.ID, { client: from, from: start }: Renaming): boolean {
  return client === from && clock >= start;
}

function idUnder(id: Y.ID, renaming: Renaming): Y.ID {
  const { from, to, at = 0 } = renaming;
  return isMoved(id, renaming) ? Y.createID(to, id.clock - from + at) : id;
}

function writeStructs(encoder: Y.UpdateEncoderV1, client: number, structs: Struct[]): void {
  const all: (Struct | Y.Skip)[] = [];
  let next = structs[0]!.id.clock;
  for (const struct of structs) {
    const { clock } = struct.id;
    if (clock > next) all.push(new Y.Skip(Y.createID(client, next), clock - next));
    all.push(struct);
    next = clock + struct.length;
  }
  encoding.writeVarUint(encoder.restEncoder, all.length);
  encoder.writeClient(client);
  encoding.writeVarUint(encoder.restEncoder, structs[0]!.id.clock);
  for (const struct of all) struct.write(encoder, 0);
}

interface Range {
  readonly clock: number;
  readonly len: number;
}

function renamedDeletions(
  deleted: ReadonlyMap<number, readonly Range[]>,
  { client, from, to, at = 0 }: Renaming,
): ReadonlyMap<number, readonly Range[]> {
  const all = new Map(deleted);
  const own = deleted.get(client) ?? [];
  // What stays, and what goes; a range on both sides of `from` is in both.
  const stays = own
    .filter(({ clock }) => clock < from)
    .map(({ clock, len }) => ({ clock, len: Math.min(len, from - clock) }));
  const goes = own
    .filter(({ clock, len }) => clock + len > from)
    .map(({ clock, len }) => {
      const start = Math.max(clock, from);
      return { clock: start - from + at, len: clock + len - start };
    });
  all.set(client, stays);
  all.set(to, [...(all.get(to) ?? []), ...goes]);
  for (const id of [client, to]) if (all.get(id)?.length === 0) all.delete(id);
  return all;
}

function writeDeleted(
  encoder: Y.UpdateEncoderV1,
  all: ReadonlyMap<number, readonly Range[]>,
): void {
  encoding.writeVarUint(encoder.restEncoder, all.size);
  for (const [id, ranges] of all) {
    encoder.resetDsCurVal();
    encoding.writeVarUint(encoder.restEncoder, id);
    encoding.writeVarUint(encoder.restEncoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoder.writeDsClock(clock);
      encoder.writeDsLen(len);
    }
  }
}
