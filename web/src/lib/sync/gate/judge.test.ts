import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  deletionOf,
  refs,
  runAt,
  sectionOf,
  structAt,
  writeRecord,
  writeRun,
  writeValues,
  type Place,
} from '../../../../test/access/crafted.ts';
import { contentsOfUpdate, IdRanges } from '../update/contents.ts';
import { updateBounds } from './bounds.ts';
import { emptyGround, LogGround } from './ground.ts';
import { judge, type Terms } from './judge.ts';
import { inPieces } from './pieces.ts';

const contentOf = (doc: Y.Doc): unknown[] =>
  ['events', 'register'].map((part) => doc.getArray<unknown>(part).toArray());
const devices = ['Ann', 'Bob', 'Cem'];
/** Client ids from 1 are Ann's, from 11 Bob's, from 21 Cem's. */
const ownerOf = (client: number) => devices[Math.floor((client - 1) / 10)] as never;
const terms = (changed: Partial<Terms> = {}): Terms => ({
  policy: { events: ['events'], rows: ['register'] },
  ownerOf: (client) => (client > 0 && client <= 30 ? ownerOf(client) : undefined),
  areSigned: true,
  latestAt: 1_000,
  bounds: updateBounds,
  ...changed,
});
const held = (doc: Y.Doc) => {
  const ranges = new IdRanges();
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc)))
    ranges.add(client, 0, clock);
  return ranges;
};
const groundOf = (doc: Y.Doc) => new LogGround(doc, held(doc));
const isIn = (doc: Y.Doc) => doc.store.pendingStructs === null && doc.store.pendingDs === null;

function docOf(client: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
}

const step = fc.record({
  device: fc.nat(2),
  part: fc.constantFrom('events', 'register'),
  count: fc.integer({ min: 1, max: 3 }),
  hears: fc.nat(2),
});
type Step = ReturnType<typeof step.generate>['value'];

/** Devices that append and hear of one another. Gives each update with what had been heard before it. */
function written(steps: readonly Step[]): { doc: Y.Doc; updates: Uint8Array[] } {
  const docs = devices.map((_, at) => docOf(at * 10 + 1));
  const log = new Y.Doc();
  const updates: Uint8Array[] = [];
  for (const { device, part, count, hears } of steps) {
    const doc = docs[device]!;
    if (hears === 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(log));
    const before = Y.encodeStateVector(doc);
    doc.transact(() => {
      for (let at = 0; at < count; at++)
        doc
          .getArray(part)
          .push([
            { by: devices[device], at, id: `${updates.length}`, list: [{ deep: null }, 1.5] },
          ]);
    });
    const update = Y.encodeStateAsUpdate(doc, before);
    updates.push(update);
    Y.applyUpdate(log, update);
  }
  return { doc: log, updates };
}

test('[GATE1] what is appended passes where the log holds what it stands beside, and all of it is taken in', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { doc, updates } = written(steps);
      const log = new Y.Doc();
      for (const update of updates) {
        const judgement = judge(update, terms(), groundOf(log));
        expect(judgement).toMatchObject({ type: 'passed' });
        Y.applyUpdate(log, update);
        expect(isIn(log)).toBe(true);
      }
      // So does all of it at once, as in a snapshot.
      const whole = Y.encodeStateAsUpdate(doc);
      const judgement = judge(whole, terms(), emptyGround);
      expect(judgement).toMatchObject({ type: 'passed', contents: contentsOfUpdate(whole) });
    }),
  );
});

test('[GATE2] out of its turn an update passes only once what it stands beside is held', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.integer(), (steps, seed) => {
      const { updates, doc } = written(steps);
      const mixed = updates
        .map((update, at) => ({ update, key: Math.sin(seed + at * 7) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ update }) => update);
      const log = new Y.Doc();
      let waiting = mixed;
      for (let left = Infinity; waiting.length < left;) {
        left = waiting.length;
        waiting = waiting.filter((update) => {
          const judgement = judge(update, terms(), groundOf(log));
          if (judgement.type === 'refused') {
            const { missing } = judgement;
            expect(missing && groundOf(log).held(missing.client) <= missing.clock).toBe(true);
            return true;
          }
          Y.applyUpdate(log, update);
          expect(isIn(log)).toBe(true);
          return false;
        });
      }
      expect(waiting).toEqual([]);
      expect(contentOf(log)).toEqual(contentOf(doc));
    }),
  );
});

test('[GATE3] of any bytes at all what passes is plain, appended and whole', () => {
  const mutation = fc.record({ at: fc.nat(), to: fc.nat(255), cut: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 8 }),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      (steps, mutations, which) => {
        const { updates } = written(steps);
        const at = which % updates.length;
        const log = new Y.Doc();
        for (const update of updates.slice(0, at)) Y.applyUpdate(log, update);
        let bytes = updates[at]!.slice();
        for (const { at: place, to, cut } of mutations) {
          if (cut && bytes.length > 1) bytes = bytes.slice(0, 1 + (place % bytes.length));
          else bytes[place % bytes.length] = to;
        }
        const judgement = judge(bytes, terms(), groundOf(log));
        if (judgement.type === 'refused') return;
        const before = Y.createDeleteSetFromStructStore(log.store).clients.size;
        Y.applyUpdate(log, bytes);
        expect(isIn(log)).toBe(true);
        expect(Y.createDeleteSetFromStructStore(log.store).clients.size).toBe(before);
        expect([...log.share.keys()].every((part) => ['events', 'register'].includes(part))).toBe(
          true,
        );
        for (const value of log.getArray('events').toArray())
          expect(devices).toContain((value as { by: string }).by);
        const again = judge(Y.encodeStateAsUpdate(log), terms(), emptyGround);
        expect(again).toMatchObject({ type: 'passed' });
      },
    ),
    { numRuns: 400 },
  );
});

const event = { by: 'Ann', at: 1, id: 'e' };
const any = (write: (encoder: encoding.Encoder) => void) =>
  runAt({ client: 1, clock: 0, part: 'events' }, 8, write);

/** A record that names two authors under one key: whoever reads it keeps the last. */
function writeTwice(encoder: encoding.Encoder): void {
  encoding.writeVarUint(encoder, 1);
  writeRecord(encoder, [
    ['by', 'Ann'],
    ['at', 1],
    ['by', 'Bob'],
  ]);
}

function standing(place: Partial<Place>): Uint8Array {
  return runAt({ client: 1, clock: 0, ...place }, refs.any, (to) => writeValues(to, [event]));
}

function runsOf(count: number): Uint8Array {
  return sectionOf({ client: 1, clock: 0 }, count, (to) => {
    for (let run = 0; run < count; run++)
      writeRun(to, {}, refs.any, (encoder) => writeValues(encoder, [event]));
  });
}

/** Each stands behind the next, and the last behind the first. */
function ring(...clients: readonly number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clients.length);
  for (const [at, client] of clients.entries()) {
    const origin = { client: clients[(at + 1) % clients.length]!, clock: 0 };
    for (const number of [1, client, 0]) encoding.writeVarUint(encoder, number);
    const by = { ...event, by: ownerOf(client) };
    writeRun(encoder, { origin }, refs.any, (to) => writeValues(to, [by]));
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

const crafted: [string, Uint8Array][] = [
  ['malformed', new Uint8Array()],
  ['malformed', structAt(1, 2 ** 53 - 1, [event])],
  ['malformed', Uint8Array.of(1, 0, 1, 0, 0)],
  ['deletes', deletionOf(new Map([[1, 5]]))],
  ['not-plain', structAt(1, 0, ['a text'])],
  ['not-plain', structAt(1, 0, [{ ...event, bytes: Uint8Array.of(1) }])],
  ['not-plain', structAt(1, 0, [{ ...event, nothing: undefined }])],
  [
    'not-plain',
    runAt({ client: 1, clock: 0, part: 'events' }, 7, (e) => encoding.writeVarUint(e, 0)),
  ],
  ['not-plain', runAt({ client: 1, clock: 0, part: 'events' }, 9, () => undefined)],
  [
    'not-plain',
    runAt({ client: 1, clock: 0, part: 'events' }, 0, (e) => encoding.writeVarUint(e, 1)),
  ],
  ['not-plain', standing({ key: 'ward' })],
  ['not-plain', standing({ inside: { client: 1, clock: 0 } })],
  ['not-appended', standing({ rightOrigin: { client: 1, clock: 0 } })],
  ['unknown-part', structAt(1, 0, [event], 'junk')],
  ['unknown-part', structAt(1, 0, [event], 'x'.repeat(5_000))],
  ['too-many', any((e) => encoding.writeVarUint(e, 20_000_000))],
  ['too-many', runsOf(updateBounds.runsMax + 1)],
  ['too-large', structAt(1, 0, [{ ...event, text: 'x'.repeat(70_000) }])],
  ['too-large', structAt(1, 0, [{ ...event, list: Array(70_000).fill(null) }])],
  ['too-large', new Uint8Array(updateBounds.bytesMax + 1)],
  [
    'too-deep',
    structAt(1, 0, [{ ...event, deep: JSON.parse('['.repeat(9) + ']'.repeat(9)) as unknown }]),
  ],
  ['not-own-client', structAt(77, 0, [event])],
  ['gap', structAt(1, 3, [event])],
  // Behind itself, and in rings: none of it ever finds what it stands behind.
  ['unknown-origin', standing({ origin: { client: 1, clock: 0 } })],
  ['unknown-origin', ring(1, 11)],
  ['unknown-origin', ring(1, 11, 21)],
  ['other-author', structAt(11, 0, [event])],
  ['other-author', structAt(1, 0, [{ ...event, by: 'Bob', via: 'Cem' }])],
  ['other-author', structAt(1, 0, [{ id: 'e', at: 1 }])],
  ['other-author', any(writeTwice)],
  ['time', structAt(1, 0, [{ ...event, at: 1_001 }])],
  ['time', structAt(1, 0, [{ ...event, at: NaN }])],
  ['time', structAt(1, 0, [{ by: 'Ann', id: 'e' }])],
];

test.each(crafted)('[GATE4] refused as “%s”', (reason, update) => {
  expect(judge(update, terms(), emptyGround)).toMatchObject({ type: 'refused', reason });
});

test('[GATE4] who brings what somebody else recorded says so', () => {
  const update = structAt(1, 0, [{ ...event, by: 'Bob', via: 'Ann' }]);
  expect(judge(update, terms(), emptyGround)).toMatchObject({ type: 'passed' });
});

test('[GATE4] nothing stands in a ring, nor inside of a map', () => {
  const doc = docOf(1);
  doc.getMap('settings').set('a', { ...event });
  const inMap = docOf(11);
  Y.applyUpdate(inMap, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(inMap);
  inMap.getMap('settings').set('a', { by: 'Bob', at: 1, id: 'f' });
  const update = Y.encodeStateAsUpdate(inMap, before);
  expect(judge(update, terms(), groundOf(doc)).type).toBe('refused');
});

test('[GATE5] pieces hold what is the author’s own, and each passes on those before', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const { doc } = written(steps);
      const whole = Y.encodeStateAsUpdate(doc);
      const pieces = inPieces(whole, terms(), emptyGround);
      if ('reason' in pieces) return expect.unreachable(pieces.reason);
      const log = new Y.Doc();
      for (const { update, contents } of pieces) {
        expect(judge(update, terms(), groundOf(log))).toMatchObject({ type: 'passed', contents });
        Y.applyUpdate(log, update);
      }
      expect(contentOf(log)).toEqual(contentOf(doc));
      const annsTerms = terms({ ownerOf: (client) => (client === 1 ? ownerOf(1) : undefined) });
      const anns = inPieces(whole, annsTerms, groundOf(doc));
      if ('reason' in anns) return expect.unreachable(anns.reason);
      const count = anns.reduce((sum, { contents }) => sum + contents.inserted.endOfFirst(1), 0);
      expect(count).toBe(Y.getState(doc.store, 1));
    }),
  );
});

test('[GATE5] a book of more runs than one update may have is published in several', () => {
  const log = new Y.Doc();
  Y.applyUpdate(log, runsOf(updateBounds.runsMax * 2 + 1));
  const pieces = inPieces(Y.encodeStateAsUpdate(log), terms(), emptyGround);
  if ('reason' in pieces) return expect.unreachable(pieces.reason);
  expect(pieces).toHaveLength(3);
  const copy = new Y.Doc();
  for (const { update } of pieces) {
    expect(judge(update, terms(), groundOf(copy)).type).toBe('passed');
    Y.applyUpdate(copy, update);
  }
  expect(contentOf(copy)).toEqual(contentOf(log));
});
