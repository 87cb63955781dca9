import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { conflictIn } from './conflict.ts';
import { Contents, contentsOfUpdate, followContents } from '../update/contents.ts';
import { renamed } from '../update/renamed.ts';

type Act = (doc: Y.Doc) => void;
const say =
  (word: unknown): Act =>
  (doc) =>
    doc.getArray('words').push([word]);
const set =
  (key: string, value: unknown): Act =>
  (doc) =>
    doc.getMap('map').set(key, value);

/** A document that goes on, under one client id, from what it was given. */
function documentOf(client: number, given: Uint8Array | undefined, ...acts: Act[]): Y.Doc {
  const doc = new Y.Doc();
  if (given) Y.applyUpdate(doc, given);
  doc.clientID = client;
  for (const act of acts) act(doc);
  return doc;
}
const stateOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc);
const whole = (update: Uint8Array) => contentsOfUpdate(update)!;

function conflictBetween(doc: Y.Doc, update: Uint8Array, logged = new Contents()) {
  return conflictIn(doc, followContents(doc).contents, [logged], update, whole(update));
}

describe('[CLIENT4] two histories under one client id', () => {
  const start = stateOf(documentOf(1, undefined, say('a'), set('k', 1)));

  test('are told from one another from the first clock on at which they differ', () => {
    const log = documentOf(1, start, say('b'), say('c'), set('k', 2));
    for (const [act, from] of [
      [say('x'), 2],
      [set('k', 2), 2],
      [say('b'), undefined],
    ] as const)
      expect(conflictBetween(documentOf(1, start, act), stateOf(log))?.from).toBe(from);
    const longer = documentOf(1, start, say('b'), say('x'), set('k', 2));
    expect(conflictBetween(longer, stateOf(log))).toEqual({ client: 1, from: 3 });
  });

  test('are one where one has merely come further, or knows of what others have deleted', () => {
    const log = documentOf(1, start, say('b'), say('c'));
    const snapshot = stateOf(
      documentOf(2, stateOf(log), set('k', 3), (d) => d.getArray('words').delete(1)),
    );
    for (const acts of [[], [say('b')], [say('b'), say('c'), say('d')]])
      expect(conflictBetween(documentOf(1, start, ...acts), snapshot)).toBeUndefined();
  });

  test('of what the logs are known to hold, what stood there first counts', () => {
    const mine = documentOf(1, start, say('x'));
    const other = stateOf(documentOf(1, start, say('b'), say('c')));
    expect(conflictBetween(mine, other, whole(stateOf(mine)))).toBeUndefined();
  });

  test('whoever mints the one anew under another id has both, whatever was said and set', () => {
    const act = (whose: string) =>
      fc.oneof(
        fc.nat(3).map((word) => say(`${whose} ${word}`)),
        fc.tuple(fc.constantFrom('k', 'l'), fc.nat(3)).map(([key, value]) => set(key, value)),
      );
    const acts = (whose: string) => fc.array(act(whose), { maxLength: 6 });
    fc.assert(
      fc.property(acts('before'), acts('logged'), acts('mine'), (before, logged, unsent) => {
        const base = stateOf(documentOf(1, undefined, ...before));
        const log = stateOf(documentOf(1, base, ...logged));
        const put = documentOf(1, base, ...unsent);
        const known = whole(base);
        const conflict = conflictBetween(put, log, known);
        const mine = conflict ? renamed(stateOf(put), { ...conflict, to: 2 }) : stateOf(put);
        const [one, two] = [new Y.Doc(), new Y.Doc()];
        for (const update of [log, mine]) Y.applyUpdate(one, update);
        for (const update of [mine, log]) Y.applyUpdate(two, update);
        const ownWords = (doc: Y.Doc) =>
          doc
            .getArray('words')
            .toArray()
            .filter((word) => String(word).startsWith('mine '));
        expect(ownWords(one)).toEqual(ownWords(put));
        expect(stateOf(one)).toEqual(stateOf(two));
        expect(one.store.pendingStructs).toBeNull();
      }),
    );
  });
});
