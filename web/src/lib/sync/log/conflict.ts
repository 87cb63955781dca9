/**
 * Finds out that two histories were written under one client id: a device whose storage was put
 * back from an older copy has written again at clocks that it had used before. A document keeps
 * what it had first and drops the other without a word, so this must be noticed before changes are
 * given to it.
 */
import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import type { Contents } from '../update/contents.ts';
import type { Redate } from '../update/renamed.ts';

/**
 * From the clock `from` on, another log or device has other changes under `client` than this
 * document.
 */
export interface Conflict {
  readonly client: number;
  readonly from: number;
  /** Where the log would not take the times in these changes. */
  readonly redate?: Redate;
}

/**
 * Where an update has other changes than the document at clocks that the logs are not known to hold
 * (`logged`). At those that they are known to hold, what stood there first counts for everybody.
 */
export function conflictIn(
  doc: Y.Doc,
  contents: Contents,
  logged: readonly Contents[],
  update: Uint8Array,
  brought: Contents,
): Conflict | undefined {
  const known = logged.map(({ inserted }) => inserted);
  const both = brought.inserted.common(contents.inserted, ...known);
  if (both.length === 0) return undefined;
  const structs = new Map<number, Struct[]>();
  for (const struct of Y.decodeUpdate(update).structs) {
    const own = structs.get(struct.id.client);
    if (own) own.push(struct);
    else structs.set(struct.id.client, [struct]);
  }
  for (const [client, start, end] of both) {
    const own = doc.store.clients.get(client) ?? [];
    const from = firstDifference(own, structs.get(client) ?? [], start, end);
    if (from !== undefined) return { client, from };
  }
  return undefined;
}

type Struct = Y.Item | Y.GC | Y.Skip;

function firstDifference(
  own: (Y.Item | Y.GC)[],
  others: readonly Struct[],
  start: number,
  end: number,
): number | undefined {
  /** The clock from which on it cannot be told: what was deleted belongs to what comes after it. */
  let unsureFrom: number | undefined;
  for (const other of others) {
    const { id, length } = other;
    if (other instanceof Y.Skip || id.clock >= end || id.clock + length <= start) continue;
    const last = Math.min(end, id.clock + length);
    let clock = Math.max(start, id.clock);
    for (let at = Y.findIndexSS(own, clock); clock < last; clock++) {
      const mine = own[at]!;
      const same = isSame(mine, other, clock);
      if (same === false) return unsureFrom ?? clock;
      unsureFrom = same === undefined ? (unsureFrom ?? clock) : undefined;
      if (clock + 1 === mine.id.clock + mine.length) at += 1;
    }
  }
  return undefined;
}

/**
 * Whether both say the same at this clock, as far as it can be told; undefined where what stood here is
 * deleted. What is deleted there, and stands in the same place, was overwritten since: that counts.
 */
function isSame(mine: Struct, other: Struct, clock: number): boolean | undefined {
  if (!(other instanceof Y.Item)) return true;
  if (!(mine instanceof Y.Item)) return undefined;
  const origin = originAt(other, clock);
  if (!Y.compareIDs(originAt(mine, clock), origin)) return false;
  if (!Y.compareIDs(mine.rightOrigin, other.rightOrigin)) return false;
  // Which list or key it belongs to is written only where no neighbour tells.
  if (!origin && !other.rightOrigin && !isInPlaceOf(mine, other)) return false;
  const [content, theirs] = [mine.content, other.content];
  if (theirs instanceof Y.ContentDeleted) return true;
  if (content instanceof Y.ContentDeleted) return undefined;
  if (content.getRef() !== theirs.getRef()) return false;
  // What stands in a type has clocks of its own.
  if (content instanceof Y.ContentType) return true;
  return equalityDeep(
    content.getContent()[clock - mine.id.clock],
    theirs.getContent()[clock - other.id.clock],
  );
}

/** Items of one author that follow one another lie together in one, here or there. */
function originAt({ id, origin }: Y.Item, clock: number): Y.ID | null {
  return clock > id.clock ? Y.createID(id.client, clock - 1) : origin;
}

/** `other` is as it stands in an update: what belongs to no other item there names its list. */
function isInPlaceOf(mine: Y.Item, other: Y.Item): boolean {
  const [place, named] = [mine.parent, other.parent as unknown];
  if (mine.parentSub !== other.parentSub) return false;
  if (!(place instanceof Y.AbstractType) || typeof named !== 'string') return true;
  return place.parent === null && Y.findRootTypeKey(place) === named;
}
