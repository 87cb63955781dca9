/**
 * An update whose changes stand under another client id: minted anew, with all that refers to them.
 * What they say stays the same. Knows nothing of logs and storage.
 */
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

/** What was written outside of the book, a demo ward say, under client ids of the device that has it. */
export function underOwnIds(book: BookId, device: DeviceId, update: Uint8Array): Uint8Array {
  const clients = new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client));
  // The first is the one that the book is open under.
  return [...clients].reduce(
    (own, client, at) => renamed(own, { client, from: 0, to: clientIdOf(book, device, at + 1) }),
    update,
  );
}

type Struct = Y.Item | Y.GC;

/** Updates of version 1. Throws when it is none. */
export function renamed(update: Uint8Array, renaming: Renaming): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const all = new Map<number, Struct[]>();
  for (const whole of structs) {
    if (whole instanceof Y.Skip) continue;
    for (const struct of cut(whole, renaming)) {
      rename(struct, renaming);
      const own = all.get(struct.id.client);
      if (own) own.push(struct);
      else all.set(struct.id.client, [struct]);
    }
  }
  const encoder = new Y.UpdateEncoderV1();
  encoding.writeVarUint(encoder.restEncoder, all.size);
  // The highest client first, as Yjs writes them.
  for (const [client, own] of [...all].toSorted(([a], [b]) => b - a))
    writeStructs(encoder, client, own);
  writeDeleted(encoder, ds.clients, renaming);
  return encoder.toUint8Array();
}

/** In two where it stands on both sides of `from`. */
function cut(struct: Struct, { client, from }: Renaming): Struct[] {
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

function idUnder(id: Y.ID, { client, from, to, at = 0 }: Renaming): Y.ID {
  return id.client === client && id.clock >= from ? Y.createID(to, id.clock - from + at) : id;
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

function writeDeleted(
  encoder: Y.UpdateEncoderV1,
  deleted: ReadonlyMap<number, readonly Range[]>,
  { client, from, to, at = 0 }: Renaming,
): void {
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
