import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  Contents,
  contentsOfUpdate,
  contentsPending,
  followContents,
  IdRanges,
} from './contents.ts';

// --- ranges, against the plainest model there is: a set of clocks -----------------------------

type Step = { client: number; ranges: [start: number, end: number][] };

const range = fc.tuple(fc.nat(40), fc.nat(12)).map(([start, length]) => {
  return [start, start + length] as [number, number];
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ client: fc.nat(2), ranges: fc.array(range, { maxLength: 5 }) }),
  { maxLength: 12 },
);

function built(all: Step[]): { ranges: IdRanges; model: Set<string> } {
  const ranges = new IdRanges();
  const model = new Set<string>();
  for (const { client, ranges: added } of all) {
    if (added.length === 1) ranges.add(client, ...added.at(0)!);
    else ranges.addRanges(client, added);
    for (const [start, end] of added)
      for (let clock = start; clock < end; clock++) model.add(`${client} ${clock}`);
  }
  return { ranges, model };
}

/** The clocks in `ranges`; throws where ranges touch, overlap or lie out of order. */
function clocksOf(ranges: IdRanges): Set<string> {
  const clocks = new Set<string>();
  for (const [client, ...flat] of ranges.toStored()) {
    expect(flat).toEqual([...new Set(flat)].sort((a, b) => a - b));
    for (let i = 0; i < flat.length; i += 2)
      for (let clock = flat.at(i)!; clock < flat.at(i + 1)!; clock++)
        clocks.add(`${client} ${clock}`);
  }
  return clocks;
}

test('[SYNC1] ranges hold what was added, sorted, apart, and survive being stored', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { ranges, model } = built(all);
      expect(clocksOf(ranges)).toEqual(model);
      expect(IdRanges.fromStored(ranges.toStored()).toStored()).toEqual(ranges.toStored());
    }),
    { numRuns: 500 },
  );
});

test('[SYNC1] one set of ranges added to another is the union, and leaves that other alone', () => {
  fc.assert(
    fc.property(steps, steps, (some, others) => {
      const [one, two] = [built(some), built(others)];
      const before = two.ranges.toStored();
      one.ranges.addAll(two.ranges);
      expect(clocksOf(one.ranges)).toEqual(new Set([...one.model, ...two.model]));
      one.ranges.add(0, 0, 100);
      one.ranges.add(1, 60, 70);
      expect(two.ranges.toStored()).toEqual(before);
    }),
    { numRuns: 500 },
  );
});

test('[SYNC1] what is here and not there is counted exactly', () => {
  fc.assert(
    fc.property(steps, steps, (some, others) => {
      const [one, two] = [built(some), built(others)];
      expect(one.ranges.countWithout(two.ranges)).toBe(
        [...one.model].filter((clock) => !two.model.has(clock)).length,
      );
      expect(one.ranges.countWithout(one.ranges)).toBe(0);
      expect(one.ranges.countWithout(new IdRanges())).toBe(one.model.size);
    }),
    { numRuns: 500 },
  );
});

test('[SYNC1] the state vector ends where the first gap begins', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { ranges, model } = built(all);
      const vector = ranges.stateVector();
      for (const client of [0, 1, 2]) {
        let clock = 0;
        while (model.has(`${client} ${clock}`)) clock++;
        expect(vector.get(client) ?? 0).toBe(clock);
      }
    }),
    { numRuns: 500 },
  );
});

// --- real documents --------------------------------------------------------------------------

interface Edit {
  readonly device: number;
  readonly what: number;
  readonly at: number;
  readonly give: boolean;
}

const edits = fc.array(
  fc.record({ device: fc.nat(2), what: fc.nat(8), at: fc.nat(30), give: fc.boolean() }),
  { maxLength: 40, size: 'max' },
);

/** Three devices that edit and, where `give` says, bring the next one up to date. */
function edited(all: Edit[], gc: boolean) {
  const docs = [11, 22, 33].map((client) => {
    const doc = new Y.Doc({ gc });
    doc.clientID = client;
    return doc;
  });
  const follows = docs.map(followContents);
  const updates: Uint8Array[] = [];
  for (const doc of docs)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') updates.push(update);
    });
  for (const { device, what, at, give } of all) {
    const doc = docs.at(device)!;
    edit(doc, what, at);
    const next = docs.at((device + 1) % 3)!;
    if (give) {
      const missing = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(next));
      Y.applyUpdate(next, missing, 'other');
    }
  }
  return { docs, follows, updates };
}

function edit(doc: Y.Doc, what: number, at: number): void {
  const map = doc.getMap<unknown>('map');
  const list = doc.getArray<unknown>('list');
  const text = doc.getText('text');
  const key = `key ${at % 4}`;
  const nested = map.get(key);
  if (what === 0) map.set(key, at);
  if (what === 1) map.delete(key);
  if (what === 2) map.set(key, new Y.Map([['inside', at]]));
  if (what === 3 && nested instanceof Y.Map) nested.set(`field ${at % 2}`, new Y.Array());
  if (what === 4) list.insert(at % (list.length + 1), [at, { at }, 'text']);
  if (what === 5 && list.length > 0) list.delete(at % list.length, 1);
  if (what === 6) text.insert(at % (text.length + 1), 'some words');
  if (what === 7 && text.length > 0) text.delete(at % text.length, 1);
  if (what === 8) text.format(0, Math.min(text.length, at), { bold: at % 2 === 0 });
}

const sorted = (contents: Contents) => {
  const { inserted, deleted } = contents.toStored();
  const byClient = (stored: readonly (readonly number[])[]) =>
    [...stored].sort((a, b) => a.at(0)! - b.at(0)!);
  return { inserted: byClient(inserted), deleted: byClient(deleted) };
};

test.each([true, false])(
  '[SYNC2] what a document is followed to contain is what it would send (collecting garbage: %s)',
  (gc) => {
    let garbage = 0;
    fc.assert(
      fc.property(edits, (all) => {
        const { docs, follows } = edited(all, gc);
        docs.forEach((doc, index) => {
          if (doc.store.pendingStructs || doc.store.pendingDs) return;
          const sent = contentsOfUpdate(Y.encodeStateAsUpdate(doc))!;
          expect(sorted(follows.at(index)!.contents)).toEqual(sorted(sent));
          expect(sorted(followContents(doc).contents)).toEqual(sorted(sent));
          for (const structs of doc.store.clients.values())
            garbage += structs.filter((struct) => struct instanceof Y.GC).length;
        });
      }),
      { numRuns: 300 },
    );
    if (gc) expect(garbage).toBeGreaterThan(100);
  },
);

test('[SYNC2] content that arrives as garbage counts as deleted', () => {
  const author = new Y.Doc();
  const nested = author.getMap<unknown>('map').set('key', new Y.Map<number>());
  nested.set('a', 1);
  nested.set('b', 2);
  author.getMap('map').delete('key');
  const reader = new Y.Doc();
  const { contents } = followContents(reader);
  const update = Y.encodeStateAsUpdate(author);
  Y.applyUpdate(reader, update);
  expect(contentsOfUpdate(update)!.changesWithout(contents)).toBe(0);
});

test('[SYNC3] the updates of all devices together contain what their merged document does', () => {
  fc.assert(
    fc.property(edits, (all) => {
      const { docs, updates } = edited(all, false);
      const merged = new Y.Doc({ gc: false });
      for (const doc of docs) Y.applyUpdate(merged, Y.encodeStateAsUpdate(doc));
      const sum = new Contents();
      for (const update of updates) sum.addAll(contentsOfUpdate(update)!);
      const whole = contentsOfUpdate(Y.encodeStateAsUpdate(merged))!;
      expect(sum.inserted.countWithout(whole.inserted)).toBe(0);
      expect(whole.inserted.countWithout(sum.inserted)).toBe(0);
      const apart = contentsOfUpdate(Y.mergeUpdates([Uint8Array.of(0, 0), ...updates]))!;
      expect(sorted(apart)).toEqual(sorted(sum));
    }),
    { numRuns: 200 },
  );
});

test('[SYNC3] a gap between two updates is not contained', () => {
  const author = new Y.Doc();
  const updates: Uint8Array[] = [];
  author.on('update', (update: Uint8Array) => updates.push(update));
  for (const value of [1, 2, 3]) author.getArray('list').push([value]);
  const gapped = contentsOfUpdate(Y.mergeUpdates(updates.filter((_, index) => index !== 1)))!;
  expect(gapped.inserted.toStored()).toEqual([[author.clientID, 0, 1, 2, 3]]);
});

test('[SYNC4] what waits for an earlier change is held, though not contained', () => {
  const author = new Y.Doc();
  const updates: Uint8Array[] = [];
  author.on('update', (update: Uint8Array) => updates.push(update));
  author.getMap('map').set('key', 1);
  author.getMap('map').set('key', 2);
  author.getMap('map').delete('key');
  const reader = new Y.Doc();
  const { contents } = followContents(reader);
  for (const update of updates.slice(1)) Y.applyUpdate(reader, update);
  const held = contentsPending(reader);
  const given = contentsOfUpdate(Y.mergeUpdates(updates.slice(1)))!;
  expect(given.changesWithout(contents)).toBe(1);
  expect(given.changesWithout(held)).toBe(0);
  Y.applyUpdate(reader, updates.at(0)!);
  expect(given.changesWithout(contents)).toBe(0);
  expect(sorted(contentsPending(reader))).toEqual({ inserted: [], deleted: [] });
});

test('[SYNC1] deletions alone count as one change', () => {
  const doc = new Y.Doc();
  doc.getArray('list').push([1, 2, 3, 4]);
  const before = contentsOfUpdate(Y.encodeStateAsUpdate(doc))!;
  doc.getArray('list').delete(0);
  doc.getArray('list').delete(2);
  const after = contentsOfUpdate(Y.encodeStateAsUpdate(doc))!;
  expect(after.changesWithout(before)).toBe(1);
  expect(before.changesWithout(after)).toBe(0);
  expect(before.changesWithout(new Contents())).toBe(4);
});

// --- hostile updates -------------------------------------------------------------------------

type Num = number | 'NaN' | 'Infinity';

/** An update of one client: garbage of a length, and delete ranges. */
function hostile(
  client: Num,
  clock: Num,
  length: Num,
  deletes: [clock: number, length: Num][] = [],
): Uint8Array {
  return encoding.encode((encoder) => {
    const write = (value: Num) => {
      const far = Array<number>(200).fill(0x80);
      if (value === 'NaN') encoding.writeUint8Array(encoder, Uint8Array.from([...far, 0]));
      else if (value === 'Infinity')
        encoding.writeUint8Array(encoder, Uint8Array.from([...far, 1]));
      else encoding.writeVarUint(encoder, value);
    };
    for (const value of [1, 1, client, clock]) write(value);
    encoding.writeUint8(encoder, 0);
    write(length);
    if (deletes.length === 0) return write(0);
    for (const value of [1, client, deletes.length]) write(value);
    for (const [start, count] of deletes) {
      write(start);
      write(count);
    }
  });
}

test('[SYNC5] clocks that cannot be counted with are refused', () => {
  expect(contentsOfUpdate(hostile(7, 0, 2 ** 40))).toBeDefined();
  for (const update of [
    hostile('NaN', 0, 1),
    hostile(7, 'NaN', 1),
    hostile(7, 0, 'NaN'),
    hostile(7, 0, 'Infinity'),
    hostile(7, Number.MAX_SAFE_INTEGER, 1),
    hostile(7, 0, 1, [[0, 'NaN']]),
    hostile(7, 0, 1, [[0, 'Infinity']]),
    hostile(7, 0, 1, [[Number.MAX_SAFE_INTEGER, 5]]),
  ])
    expect(contentsOfUpdate(update)).toBeUndefined();
});

test('[SYNC5] delete ranges beyond 2^31 are counted, not walked through', () => {
  const contents = contentsOfUpdate(hostile(7, 0, 1, [[5, 2 ** 45]]))!;
  expect(contents.deleted.toStored()).toEqual([[7, 5, 2 ** 45 + 5]]);
  const reader = new Y.Doc();
  Y.applyUpdate(reader, hostile(7, 0, 1, [[5, 2 ** 45]]));
  expect(contentsPending(reader).deleted.toStored()).toEqual([[7, 5, 2 ** 45 + 5]]);
});

test('[SYNC5] a hundred thousand delete ranges, backwards, are put in order at once', () => {
  const deletes = Array.from({ length: 100_000 }, (_, i): [number, number] => [3e5 - 3 * i, 1]);
  const contents = contentsOfUpdate(hostile(7, 0, 1, deletes))!;
  expect(contents.deleted.countWithout(new IdRanges())).toBe(100_000);
  const other = new Contents();
  other.addAll(contents);
  other.addAll(contents);
  expect(other.changesWithout(contents)).toBe(0);
});

test('[SYNC5] random and damaged bytes give contents or undefined, and never an exception', () => {
  const doc = new Y.Doc();
  for (let i = 0; i < 40; i++) edit(doc, i % 9, i);
  const whole = Y.encodeStateAsUpdate(doc);
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 3 });
  const damaged = fc.tuple(changes, fc.constantFrom(0, 0, 0, 1, 9)).map(([all, cut]) => {
    const copy = whole.slice(0, whole.length - cut);
    for (const [at, value] of all) copy[at % copy.length] = value;
    return copy;
  });
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const contents = contentsOfUpdate(bytes);
      if (!contents) return;
      read++;
      expect(contents.changesWithout(contents)).toBe(0);
      expect(contents.changesWithout(new Contents())).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(20);
});
