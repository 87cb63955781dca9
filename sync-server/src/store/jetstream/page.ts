/** One page of a book's log, put together from its foundation and the messages after it. */
import type { Bytes } from '@wardbook/shared/base/bytes';
import { pageOf, type ServedEntry } from '../runs.ts';
import type { Page, ReadRequest } from '../store.ts';
import { hashIn, type BookLog, type Grounded, type PlacedCommit } from './log.ts';
import { chainNext } from '@wardbook/shared/protocol/chain';
import { headOf } from './message.ts';

/** `at` is the message that holds entry `request.through`. */
export async function readPage(
  log: BookLog,
  at: PlacedCommit,
  grounded: Grounded,
  request: ReadRequest,
): Promise<Page> {
  const { after, through, bytesMax, entriesMax } = request;
  const served: (ServedEntry & { previousHash: () => Bytes })[] = [];
  let bytes = 0;
  /** Whether the page goes on. */
  const add = (entry: ServedEntry, previousHash: () => Bytes): boolean => {
    served.push({ ...entry, previousHash });
    bytes += entry.blob.length;
    return bytes < bytesMax && served.length < entriesMax;
  };
  const page = () => {
    const before = new Map(served.map(({ seq, previousHash }) => [seq - 1, previousHash]));
    return pageOf(served, request, (seq) => before.get(seq)?.());
  };
  for (const { seq, at: time, previousHash, blob } of grounded.foundation.statements)
    if (seq > after && seq <= Math.min(grounded.covers, through))
      if (!add({ seq, kind: 'access', at: time, blob }, () => previousHash)) return page();
  const position = Math.max(after, grounded.covers);
  if (position >= through) return page();
  const first = await log.find(position + 1, at, grounded.readFrom);
  if (!first) return page();
  for await (const { message } of log.messagesFrom(first, at.number)) {
    if (headOf(message) <= position) continue;
    for (const [index, { kind, at: time, blob }] of message.entries.entries()) {
      const seq = message.after + index + 1;
      if (seq <= position || seq > through) continue;
      if (kind !== 'access' && seq <= at.message.covers) continue;
      if (!add({ seq, kind, at: time, blob }, () => hashIn(message, seq - 1))) return page();
    }
  }
  return page();
}

/** The hash after a statement that only a foundation holds still. */
export function hashAfterStatement(grounded: Grounded, seq: number): Bytes | undefined {
  const stored = grounded.foundation.statements.find((each) => each.seq === seq);
  return stored && chainNext(stored.previousHash, 'access', stored.at, stored.blob);
}
