import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { undoDepthMax, Undos } from './undos.ts';

type Undo = readonly [id: string, of: readonly string[]];

/** What stands, told from the definition: no undo that stands names it, and none is too deep. */
function undoneByDefinition(undos: readonly Undo[]): Map<string, string | undefined> {
  const of = new Map<string, Set<string>>();
  for (const [id, targets] of undos) of.set(id, new Set([...(of.get(id) ?? []), ...targets]));
  let depths = new Map<string, number>();
  for (let round = 0; round <= undoDepthMax; round += 1)
    depths = new Map(
      [...of].map(([id, named]) => [
        id,
        1 + Math.max(...[...named].map((n) => depths.get(n) ?? 0)),
      ]),
    );
  const hasSay = (id: string) => depths.get(id)! <= undoDepthMax;
  const stands = (id: string): boolean => hasSay(id) && !by(id);
  const by = (id: string): string | undefined =>
    [...of].flatMap(([undo, named]) => (named.has(id) && stands(undo) ? [undo] : [])).sort()[0];
  const ids = new Set([...of].flatMap(([id, named]) => [id, ...named]));
  return new Map([...ids].map((id) => [id, by(id)]));
}

function chain(length: number): Undo[] {
  return Array.from({ length }, (_, at) => [`u${at}`, [at === 0 ? 'answer' : `u${at - 1}`]]);
}

function feed(undos: Undos<string>, all: readonly Undo[], together: number): void {
  for (let from = 0; from < all.length; from += together) {
    for (const [id, of] of all.slice(from, from + together)) undos.add(id, of);
    undos.settle();
  }
}

describe('[BOOK5] what stands', () => {
  test('follows from the set of undos alone, whatever the order, rings and repetitions among them', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const undo = fc.tuple(id, fc.uniqueArray(id, { minLength: 1, maxLength: 3 }));
    const story = fc.tuple(fc.array(undo, { maxLength: 8 }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(story, ([all, together]) => {
        const undos = new Undos<string>();
        const known = new Map<string, string | undefined>();
        for (let from = 0; from < all.length; from += together) {
          for (const [each, of] of all.slice(from, from + together)) undos.add(each, of);
          for (const each of undos.settle()) known.set(each, undos.undoneBy(each));
        }
        const expected = undoneByDefinition(all);
        for (const [each, by] of expected) {
          expect(undos.undoneBy(each)).toBe(by);
          // What has changed was told.
          expect(known.get(each)).toBe(by);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('an undo that reaches too far down has no say', () => {
    const undos = new Undos<string>();
    feed(undos, chain(undoDepthMax), 1);
    // An even number of undos over an answer: it stands.
    expect(undos.undoneBy('answer')).toBeUndefined();
    expect(undos.depthOver([`u${undoDepthMax - 1}`])).toBe(undoDepthMax + 1);
    feed(undos, [['one more', [`u${undoDepthMax - 1}`]]], 1);
    expect(undos.undoneBy(`u${undoDepthMax - 1}`)).toBeUndefined();
    expect(undos.undoneBy('answer')).toBeUndefined();
  });
});

describe('[BOOK13] undoing costs what is undone', () => {
  const orders = { 'as they were made': false, 'the last first': true };
  for (const [name, isReversed] of Object.entries(orders))
    test.each([1, 100, 20_000])(`a chain of 20,000 undos, ${name}, %d at a time`, (together) => {
      const undos = new Undos<string>();
      const all = chain(20_000);
      feed(undos, isReversed ? all.toReversed() : all, together);
      expect(undos.undoneBy('answer')).toBeUndefined();
      expect(undos.looks).toBeLessThan(3 * undoDepthMax * all.length);
    });

  test.each([1, 600])('600 undos over 300 answers, %d at a time', (together) => {
    const answers = Array.from({ length: 300 }, (_, at) => `a${at}`);
    const all = Array.from({ length: 600 }, (_, at): Undo => [`u${at}`, answers]);
    const undos = new Undos<string>();
    feed(undos, all, together);
    for (const answer of answers) expect(undos.undoneBy(answer)).toBe('u0');
    const named = all.length * answers.length;
    expect(undos.looks).toBeLessThan(3 * named);
  });

  test('layer over layer of undos, each of which names all of the one below', () => {
    const layers = 20;
    const wide = 50;
    const ids = (layer: number) => Array.from({ length: wide }, (_, at) => `${layer}-${at}`);
    const all = Array.from({ length: layers }, (_, layer) =>
      ids(layer + 1).map((each): Undo => [each, ids(layer)]),
    ).flat();
    const undos = new Undos<string>();
    feed(undos, all, all.length);
    expect(undos.undoneBy('0-0')).toBeUndefined();
    expect(undos.looks).toBeLessThan(4 * layers * wide * wide);
  });
});
