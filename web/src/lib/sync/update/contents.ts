/**
 * What a Yjs document, an update or a log contains, as ranges of clocks per client: what was
 * inserted and what was deleted. With it "what does the relay not have yet" is a subtraction, and
 * the document is its own outbox. Knows nothing of sockets or storage.
 */
import * as Y from 'yjs';

type Range = [start: number, end: number];
type ClientRanges = Map<number, Range[]>;

/** A set of clocks per client, kept as sorted ranges that neither touch nor overlap. */
export class IdRanges {
  readonly #clients: ClientRanges = new Map();

  add(client: number, start: number, end: number): void {
    this.addRanges(client, [[start, end]]);
  }

  /** The ranges may come in any order and overlap. */
  addRanges(client: number, added: readonly Range[]): void {
    const ranges = this.#clients.get(client) ?? [];
    const appended = added.every((range) => appendedTo(ranges, range));
    const all = appended ? ranges : merged(ranges.concat(added));
    if (all.length > 0) this.#clients.set(client, all);
  }

  addAll(other: IdRanges): void {
    for (const [client, ranges] of other.#clients) this.addRanges(client, ranges);
  }

  /** How many clocks are in here and not in `other`. */
  countWithout(other: IdRanges): number {
    let count = 0;
    for (const [client, ranges] of this.#clients)
      count += countUncovered(ranges, other.#clients.get(client) ?? []);
    return count;
  }

  clientsWithout(other: IdRanges): number[] {
    return [...this.#clients.entries()]
      .filter(([client, ranges]) => uncovered(ranges, other.#clients.get(client) ?? []).length > 0)
      .map(([client]) => client);
  }

  /** What is in here and in `other` too, but in none of `without`, each client's in order. */
  common(other: IdRanges, ...without: IdRanges[]): [client: number, start: number, end: number][] {
    const common: [number, number, number][] = [];
    for (const [client, ranges] of this.#clients) {
      let rest = intersection(ranges, other.#clients.get(client) ?? []);
      for (const known of without) rest = uncovered(rest, known.#clients.get(client) ?? []);
      for (const [start, end] of rest) common.push([client, start, end]);
    }
    return common;
  }

  /** The clock before which everything of a client is here; 0 where its first is not. */
  endOfFirst(client: number): number {
    const first = this.#clients.get(client)?.[0];
    return first?.[0] === 0 ? first[1] : 0;
  }

  /** Per client, the clock before which everything is here: a Yjs state vector. */
  stateVector(): Map<number, number> {
    const vector = new Map<number, number>();
    for (const [client, [first]] of this.#clients)
      if (first && first[0] === 0) vector.set(client, first[1]);
    return vector;
  }

  toStored(): [client: number, ...flat: number[]][] {
    return [...this.#clients].map(([client, ranges]) => [client, ...ranges.flat()]);
  }

  static fromStored(stored: readonly (readonly number[])[]): IdRanges {
    const ranges = new IdRanges();
    for (const [client, ...flat] of stored) ranges.addRanges(client!, rangesOf(flat));
    return ranges;
  }
}

export interface StoredContents {
  readonly inserted: readonly (readonly number[])[];
  readonly deleted: readonly (readonly number[])[];
}

export class Contents {
  readonly inserted: IdRanges;
  readonly deleted: IdRanges;

  constructor(inserted = new IdRanges(), deleted = new IdRanges()) {
    this.inserted = inserted;
    this.deleted = deleted;
  }

  addAll(other: Contents): void {
    this.inserted.addAll(other.inserted);
    this.deleted.addAll(other.deleted);
  }

  /** What of it is in `other` too. */
  within(other: Contents): Contents {
    const both = new Contents();
    for (const [client, start, end] of this.inserted.common(other.inserted))
      both.inserted.add(client, start, end);
    for (const [client, start, end] of this.deleted.common(other.deleted))
      both.deleted.add(client, start, end);
    return both;
  }

  /** Who has inserted something that is not in `other`. */
  clientsWithout(other: Contents): number[] {
    return this.inserted.clientsWithout(other.inserted);
  }

  /** How many changes are in here and not in `other`. Deletions alone count as one. */
  changesWithout(other: Contents): number {
    const inserted = this.inserted.countWithout(other.inserted);
    return inserted || Math.min(1, this.deleted.countWithout(other.deleted));
  }

  toStored(): StoredContents {
    return { inserted: this.inserted.toStored(), deleted: this.deleted.toStored() };
  }

  static fromStored(stored: StoredContents): Contents {
    return new Contents(IdRanges.fromStored(stored.inserted), IdRanges.fromStored(stored.deleted));
  }
}

/**
 * What an update (version 1) contains, or undefined when it is no update. Clocks that cannot be
 * counted with are refused too: Yjs itself would take them.
 */
export function contentsOfUpdate(update: Uint8Array): Contents | undefined {
  try {
    return contentsOf(Y.decodeUpdate(update));
  } catch {
    return undefined;
  }
}

/** What a document has been given but cannot apply yet, because something before it is missing. */
export function contentsPending(doc: Y.Doc): Contents {
  const { pendingStructs, pendingDs } = doc.store;
  const pending = new Contents();
  for (const update of [pendingStructs?.update, pendingDs])
    if (update) pending.addAll(contentsOf(Y.decodeUpdateV2(update)));
  return pending;
}

/** What a document contains now, and keeps containing: follows every later transaction. */
export function followContents(doc: Y.Doc): { contents: Contents; stop: () => void } {
  const contents = new Contents();
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc)))
    contents.inserted.add(client, 0, clock);
  addDeleted(contents, Y.createDeleteSetFromStructStore(doc.store));
  const follow = (transaction: Y.Transaction) => {
    for (const [client, after] of transaction.afterState) {
      const before = transaction.beforeState.get(client) ?? 0;
      if (after === before) continue;
      contents.inserted.add(client, before, after);
      contents.deleted.addRanges(client, deletedSince(doc, client, before));
    }
    addDeleted(contents, transaction.deleteSet);
  };
  doc.on('afterTransaction', follow);
  return { contents, stop: () => doc.off('afterTransaction', follow) };
}

function contentsOf({ structs, ds }: ReturnType<typeof Y.decodeUpdate>): Contents {
  const contents = new Contents();
  const inserted = new Map<number, Range[]>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const end = clock + struct.length;
    if (!Number.isSafeInteger(client) || !Number.isSafeInteger(end))
      throw new RangeError('clocks out of range');
    if (struct instanceof Y.Skip) continue;
    const ranges = inserted.get(client);
    if (ranges) ranges.push([clock, end]);
    else inserted.set(client, [[clock, end]]);
  }
  for (const [client, ranges] of inserted) contents.inserted.addRanges(client, ranges);
  addDeleted(contents, ds);
  return contents;
}

function addDeleted(contents: Contents, deleted: { clients: Map<number, DeletedRange[]> }): void {
  for (const [client, ranges] of deleted.clients) {
    const whole = ranges.every(({ clock, len }) => Number.isSafeInteger(clock + len));
    if (!whole || !Number.isSafeInteger(client)) throw new RangeError('clocks out of range');
    contents.deleted.addRanges(
      client,
      ranges.map(({ clock, len }) => [clock, clock + len]),
    );
  }
}

interface DeletedRange {
  readonly clock: number;
  readonly len: number;
}

/** Content that arrives already collected as garbage is in no transaction's own delete set. */
function deletedSince(doc: Y.Doc, client: number, clock: number): Range[] {
  const structs = doc.store.clients.get(client) ?? [];
  return structs
    .slice(Y.findIndexSS(structs, clock))
    .filter((struct) => struct.deleted)
    .map((struct) => [struct.id.clock, struct.id.clock + struct.length]);
}

function rangesOf(flat: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) ranges.push([flat[i]!, flat[i + 1]!]);
  return ranges;
}

/** Puts a range behind the others, the usual case; false, and nothing is done, if it lies before. */
function appendedTo(ranges: Range[], [start, end]: Range): boolean {
  if (end <= start) return true;
  const last = ranges[ranges.length - 1];
  if (last && start < last[0]) return false;
  if (last && start <= last[1]) last[1] = Math.max(last[1], end);
  else ranges.push([start, end]);
  return true;
}

function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a[0] - b[0])) appendedTo(result, range);
  return result;
}

function countUncovered(ranges: readonly Range[], by: readonly Range[]): number {
  return uncovered(ranges, by).reduce((count, [start, end]) => count + end - start, 0);
}

/** What of `ranges` is not in `by`. Both are sorted, so one walk through the two is enough. */
function uncovered(ranges: readonly Range[], by: readonly Range[]): Range[] {
  const rest: Range[] = [];
  let next = 0;
  for (const [start, end] of ranges) {
    while (next < by.length && by[next]![1] <= start) next++;
    let at = start;
    for (let i = next; at < end && i < by.length && by[i]![0] < end; i++) {
      if (by[i]![0] > at) rest.push([at, by[i]![0]]);
      at = by[i]![1];
    }
    if (end > at) rest.push([at, end]);
  }
  return rest;
}

function intersection(ranges: readonly Range[], others: readonly Range[]): Range[] {
  return uncovered(ranges, uncovered(ranges, others));
}
