/** Puts served entries, read in order, together into the runs of a page. */
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import { chainNext } from '@wardbook/shared/protocol/chain';
import type { Entry } from '@wardbook/shared/protocol/entry';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { sha256 } from './digest.ts';
import type { Page, ReadRequest } from './store.ts';

export interface ServedEntry extends Entry {
  readonly seq: number;
  /**
   * The running hash after the entry, for a store that does not itself notice when its disk
   * changes.
   */
  readonly hash?: Bytes;
}

/** `hashAt` gives the running hash after an entry, 0 being the log's start. */
export function pageOf(
  served: Iterable<ServedEntry>,
  { bytesMax, entriesMax }: ReadRequest,
  hashAt: (seq: number) => Bytes | undefined,
): Page {
  const runs: { first: number; previousHash: Bytes | undefined; entries: Entry[] }[] = [];
  const damaged: DamagedEntry[] = [];
  let [bytes, count] = [0, 0];
  let before: Pick<ServedEntry, 'seq' | 'hash'> = { seq: -1 };
  let isInRun = false;
  for (const { seq, kind, at, blob, hash } of served) {
    const follows = seq === before.seq + 1;
    const previousHash = (follows && before.hash) || hashAt(seq - 1);
    before = { seq, hash };
    bytes += blob.length;
    count += 1;
    if (hash && previousHash && !isAsHashed({ kind, at, blob }, previousHash, hash)) {
      damaged.push({ seq, kind, at, hash });
      isInRun = false;
    } else {
      if (!follows || !isInRun)
        runs.push({ first: seq, previousHash: seq === 1 ? undefined : previousHash, entries: [] });
      runs.at(-1)!.entries.push({ kind, at, blob });
      isInRun = true;
    }
    if (bytes >= bytesMax || count >= entriesMax) break;
  }
  return { type: 'page', runs, damaged };
}

/** Whether it is what was committed, by the running hashes before and after it. */
export function isAsHashed({ kind, at, blob }: Entry, before: Bytes, after: Bytes): boolean {
  return equal(after, chainNext(before, kind, at, blob, sha256));
}
