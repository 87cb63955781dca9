/**
 * A document was made anew while somebody had it on screen: what they wrote in the old one and the new
 * one does not have goes into it. That is what came after the old one was closed, which nobody has kept
 * or heard of; and what was kept where another window had already kept something else, from a log, at
 * the same clocks: of two updates in storage a document takes the first.
 */
import { assert } from '@wardbook/shared/base/assert';
import * as Y from 'yjs';
import { conflictIn } from '../log/conflict.ts';
import type { Replica } from '../replica.ts';
import { contentsOfUpdate } from '../update/contents.ts';
import type { Id } from '../update/id.ts';
import { renamed } from '../update/renamed.ts';

/**
 * `before` is closed, `next` was opened after it and has written nothing yet. From then on nobody may
 * write in `before`.
 */
export function bringAlong(
  before: Pick<Replica, 'doc' | 'closedAt' | 'givenUp'>,
  next: Pick<Replica, 'doc' | 'contents' | 'givenUp'>,
): void {
  assert(before.closedAt, 'who goes on in another document has closed the first');
  // What was minted anew meanwhile may be what it refers to.
  const meanwhile = next.givenUp.slice(before.givenUp.length);
  const written = meanwhile.reduce<Uint8Array>(
    (moved, renaming) => renamed(moved, renaming),
    writtenIn(before.doc),
  );
  const from = firstLacking(next, written);
  if (!from) return;
  // Another window may go on under the client id that this one had: it stands under its new one.
  const to = next.doc.clientID;
  const own = { client: from.client, from: from.clock, to, at: Y.getState(next.doc.store, to) };
  // It is this document's own work.
  next.doc.transact(() => Y.applyUpdate(next.doc, renamed(written, own)));
}

/** All that stands under the client id that a window writes under. */
function writtenIn(doc: Y.Doc): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  vector.delete(doc.clientID);
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(vector));
}

/** From where on a document lacks what was written, or holds something else there. */
function firstLacking(
  { doc, contents }: Pick<Replica, 'doc' | 'contents'>,
  written: Uint8Array,
): Id | undefined {
  const all = contentsOfUpdate(written);
  assert(all, 'a document gives an update');
  const conflict = conflictIn(doc, contents, [], written, all);
  if (conflict) return { client: conflict.client, clock: conflict.from };
  const [client] = all.clientsWithout(contents);
  return client === undefined ? undefined : { client, clock: contents.inserted.endOfFirst(client) };
}
