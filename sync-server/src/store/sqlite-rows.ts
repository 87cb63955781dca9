/** What the rows of the SQLite store's entries say. The tables are in `sqlite-schema.ts`. */
import type { Bytes } from '@wardbook/shared/base/bytes';
import { kindOf } from '@wardbook/shared/protocol/entry';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import type { ServedEntry } from './runs.ts';
import { placeOf, seqOf, type EntryRow } from './sqlite-schema.ts';

/** Of what is served the blob is always there. */
export type ServedRow = Pick<EntryRow, 'place' | 'kind' | 'at' | 'hash'> & { readonly blob: Bytes };

export type HashedEntry = ServedEntry & { readonly hash: Bytes };

export function* servedFrom(rows: Iterable<ServedRow>): Iterable<HashedEntry> {
  for (const { place, kind, at, hash, blob } of rows)
    yield { seq: seqOf(place), kind: kindOf(kind), at, hash, blob };
}

export function damageOf({ seq, kind, at, hash }: HashedEntry): DamagedEntry {
  return { seq, kind, at, hash };
}

/** The lowest or the highest id with this beginning. */
export function withEnd(start: Bytes, fill: number): Bytes {
  const id = new Uint8Array(32).fill(fill);
  id.set(start);
  return id;
}

/** All its places lie between these. */
export function wholeLog(number: number): readonly [number, number] {
  return [placeOf(number, 0), placeOf(number + 1, 0)];
}
