/** Puts served entries, read in order, together into the runs of a page. */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { Entry } from '@wardbook/shared/protocol/entry';
import type { Page, ReadRequest } from './store.ts';

export interface ServedEntry extends Entry {
  readonly seq: number;
}

export function pageOf(
  served: Iterable<ServedEntry>,
  { bytesMax, entriesMax }: ReadRequest,
  hashAt: (seq: number) => Bytes | undefined,
): Page {
  const runs: { first: number; previousHash: Bytes | undefined; entries: Entry[] }[] = [];
  let bytes = 0;
  let count = 0;
  let next = -1;
  for (const { seq, kind, at, blob } of served) {
    if (seq !== next)
      runs.push({ first: seq, previousHash: seq === 1 ? undefined : hashAt(seq - 1), entries: [] });
    runs.at(-1)!.entries.push({ kind, at, blob });
    next = seq + 1;
    bytes += blob.length;
    count += 1;
    if (bytes >= bytesMax || count >= entriesMax) break;
  }
  return { type: 'page', runs };
}
