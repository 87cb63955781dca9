/**
 * A document was made anew while somebody had it on screen: what they wrote in the old one after it was
 * closed, which nobody has kept or heard of, goes into the new one.
 */
import { assert } from '@wardbook/shared/base/assert';
import * as Y from 'yjs';
import type { Replica } from '../replica.ts';
import { partOf } from '../update/part-of.ts';
import { renamed, type Renaming } from '../update/renamed.ts';

/**
 * `before` is closed, `next` was opened after it and has written nothing yet. From then on nobody may
 * write in `before`.
 */
export function bringAlong(before: Replica, next: Replica): void {
  const { closedAt, doc } = before;
  assert(closedAt !== undefined, 'who goes on in another document has closed the first');
  const client = doc.clientID;
  const from = Y.decodeStateVector(closedAt).get(client) ?? 0;
  const hasWritten = Y.getState(doc.store, client) > from;
  if (!hasWritten) return;
  // Another window may go on under the client id that this one had: it stands under its new one.
  const to = next.doc.clientID;
  const own: Renaming = { client, from, to, at: Y.getState(next.doc.store, to) };
  // What was minted anew meanwhile may be what it refers to.
  const meanwhile = next.givenUp.slice(before.givenUp.length);
  const written = Y.encodeStateAsUpdate(doc, closedAt);
  // It stands beside what could not be written down, and is nowhere else.
  const alone = { partOf: (id: Y.ID) => partOf(doc, id), value: (value: unknown) => value };
  const update = meanwhile.reduce<Uint8Array>(
    (moved, renaming) => renamed(moved, renaming),
    renamed(written, own, before.isSpoilt ? alone : undefined),
  );
  // It is this document's own work.
  next.doc.transact(() => Y.applyUpdate(next.doc, update));
}
