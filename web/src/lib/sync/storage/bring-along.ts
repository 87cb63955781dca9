/**
 * A document was made anew while somebody had it on screen: what they wrote in the old one and the new
 * one does not have goes into it. That is what came after the old one was closed, which nobody has kept
 * or heard of; and what was kept where another window had already kept something else, from a log, at
 * the same clocks: of two updates in storage a document takes the first.
 */
import { assert } from '@wardbook/shared/base/assert';
import { asRecord } from '@wardbook/shared/base/stored-record';
import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import type { Replica } from '../replica.ts';
import type { Id } from '../update/id.ts';
import { partOf } from '../update/part-of.ts';
import { renamed } from '../update/renamed.ts';

/**
 * `before` is closed, `next` was opened after it and has written nothing yet. From then on nobody may
 * write in `before`.
 */
export function bringAlong(
  before: Pick<Replica, 'doc' | 'closedAt' | 'givenUp' | 'isSpoilt'>,
  next: Pick<Replica, 'doc' | 'givenUp'>,
): void {
  const { closedAt, doc, isSpoilt } = before;
  assert(closedAt, 'who goes on in another document has closed the first');
  // What was minted anew meanwhile may be what it refers to.
  const meanwhile = next.givenUp.slice(before.givenUp.length);
  const written = meanwhile.reduce<Uint8Array>(
    (moved, renaming) => renamed(moved, renaming),
    // Of one that cannot be written down, what came afterwards can.
    isSpoilt ? Y.encodeStateAsUpdate(doc, closedAt) : writtenIn(doc),
  );
  const from = firstLacking(next.doc, written);
  if (!from) return;
  // Another window may go on under the client id that this one had: it stands under its new one.
  const to = next.doc.clientID;
  const own = { client: from.client, from: from.clock, to, at: Y.getState(next.doc.store, to) };
  // It stands beside what could not be written down, and is nowhere else.
  const alone = { partOf: (id: Y.ID) => partOf(doc, id), value: (value: unknown) => value };
  const update = renamed(written, own, isSpoilt ? alone : undefined);
  // It is this document's own work.
  next.doc.transact(() => Y.applyUpdate(next.doc, update));
}

/** All that stands under the client id that a window writes under. */
function writtenIn(doc: Y.Doc): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  vector.delete(doc.clientID);
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(vector));
}

/** From where on a document lacks what was written, or holds something else there. */
function firstLacking(doc: Y.Doc, written: Uint8Array): Id | undefined {
  for (const struct of Y.decodeUpdate(written).structs) {
    const { length } = struct;
    const { client, clock } = struct.id;
    const held = doc.store.clients.get(client) ?? [];
    const end = Math.min(clock + length, Y.getState(doc.store, client));
    for (let at = clock; at < end; at++) {
      const there = held[Y.findIndexSS(held, at)]!;
      if (!isSame(valueAt(there, at - there.id.clock), valueAt(struct, at - clock)))
        return { client, clock: at };
    }
    if (end < clock + length) return { client, clock: Math.max(clock, end) };
  }
  return undefined;
}

/** Undefined where it cannot be told, as of what was deleted since. */
function valueAt(struct: object, at: number): unknown {
  const content = 'content' in struct ? struct.content : undefined;
  return content instanceof Y.ContentAny ? content.arr[at] : undefined;
}

/** But for what may have been amended when it was minted anew. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return true;
  return equalityDeep(unamended(one), unamended(other));
}

function unamended(value: unknown): unknown {
  const event = asRecord(value);
  return event?.['by'] === undefined ? value : { ...event, at: undefined, via: undefined };
}
