import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idFor } from '../../testing/arbitraries.ts';
import { editionWith } from '../../testing/ward-books.ts';
import { EditionOrder, type EditionStanding } from './edition-order.ts';
import type { Edition } from './edition.ts';
import type { PersonId } from './elector.ts';
import type { EditionId } from './elector.ts';

const id = idFor<EditionId>;
const person = idFor<PersonId>;
const nothing = { here: [], gone: [] };

/** Edition `n` at the time `n`, over others. */
const edition = (n: number, over: readonly number[] = [], at = n): Edition =>
  editionWith({ id: id(n), at, over: over.map(id) });

function orderOf(editions: readonly Edition[], undone: readonly number[] = []): EditionOrder {
  const gone = new Set(undone.map(id));
  const standing = editions.map((each) => ({ edition: each, stands: !gone.has(each.id) }));
  return new EditionOrder(new Map(standing.map((each) => [each.edition.id, each])));
}
const names = (order: EditionOrder) => order.standing.map((each) => each.id);

describe('[IMP8] the order in which editions count', () => {
  test('is that of their times, but that each comes after those it was compared with', () => {
    expect(names(orderOf([edition(3), edition(1), edition(2)]))).toEqual([id(1), id(2), id(3)]);
    const wrongClock = edition(5, [2, 1], 0);
    expect(names(orderOf([edition(2), wrongClock, edition(1)]))).toEqual([id(1), id(2), id(5)]);
  });

  test('goes through one that was taken back', () => {
    const chain = [edition(1, [], 30), edition(2, [1], 20), edition(3, [2], 10)];
    const order = orderOf(chain, [2]);
    expect(names(order)).toEqual([id(1), id(3)]);
    expect(order.latest()).toEqual([id(3)]);
    expect(orderOf(chain, [3]).latest()).toEqual([id(2)]);
    expect(orderOf(chain, [1, 2, 3]).latest()).toEqual([]);
  });

  test('has several latest where they were taken in apart, until one is compared with both', () => {
    const apart = [edition(1), edition(2, [1]), edition(3, [1])];
    expect(orderOf(apart).latest()).toEqual([id(3), id(2)]);
    expect(orderOf([...apart, edition(4, [3, 2])]).latest()).toEqual([id(4)]);
  });

  test('of a ring, or of one over itself, is some order and has a latest', () => {
    const ring = [edition(1, [3]), edition(2, [1]), edition(3, [2])];
    expect(names(orderOf(ring)).toSorted()).toEqual([1, 2, 3].map(id).sort());
    expect(orderOf(ring).latest()).toEqual([id(3)]);
    expect(orderOf([edition(1, [1])]).latest()).toEqual([id(1)]);
  });
});

describe('[IMP9] the roll', () => {
  const changes = new Map([
    [id(1), { here: [1, 2, 3].map(person), gone: [] }],
    [id(2), { here: [person(4)], gone: [person(1)] }],
    [id(3), { here: [person(5)], gone: [person(2)] }],
    [id(4), { here: [], gone: [person(3)] }],
  ]);
  const roll = (order: EditionOrder, n: number) =>
    [...order.roll(id(n), (each) => changes.get(each) ?? nothing)].sort();
  const ids = (...numbers: number[]) => numbers.map(person).sort();

  test('is that of the edition before, without who is gone and with its own', () => {
    const order = orderOf([edition(1), edition(2, [1])]);
    expect(roll(order, 1)).toEqual(ids(1, 2, 3));
    expect(roll(order, 2)).toEqual(ids(2, 3, 4));
  });

  test('of two taken in apart is each its own, and of the next one both', () => {
    const order = orderOf([edition(1), edition(2, [1]), edition(3, [1]), edition(4, [2, 3])]);
    expect(roll(order, 2)).toEqual(ids(2, 3, 4));
    expect(roll(order, 3)).toEqual(ids(1, 3, 5));
    expect(roll(order, 4)).toEqual(ids(1, 2, 4, 5));
    expect(roll(order, 1)).toEqual(ids(1, 2, 3));
  });

  test('stands on what is under one that was taken back, which has none', () => {
    const order = orderOf([edition(1), edition(2, [1]), edition(3, [2])], [2]);
    expect(roll(order, 3)).toEqual(ids(1, 3, 5));
    expect(roll(order, 2)).toEqual([]);
  });

  test('is what it is from the editions one by one, however they stand on each other', () => {
    const drawn = fc.array(
      fc.record({
        over: fc.uniqueArray(fc.nat(7), { maxLength: 3 }),
        here: fc.uniqueArray(fc.nat(5)),
        gone: fc.uniqueArray(fc.nat(5)),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(drawn, (all) => {
        const order = orderOf(
          all.map(({ over }, n) =>
            edition(
              n,
              over.filter((m) => m < n),
            ),
          ),
        );
        const plain = new Map<number, Set<number>>();
        for (const [n, { over, here, gone }] of all.entries()) {
          const on = new Set(over.flatMap((m) => [...((m < n && plain.get(m)) || [])]));
          for (const each of gone) on.delete(each);
          for (const each of here) on.add(each);
          plain.set(n, on);
        }
        const changeOf = (each: EditionId) => {
          const { here, gone } = all.find((_, n) => id(n) === each)!;
          return { here: here.map(person), gone: gone.map(person) };
        };
        for (const [n, on] of plain)
          expect([...order.roll(id(n), changeOf)].sort()).toEqual(ids(...on));
      }),
      { numRuns: 300 },
    );
  });
});

describe('[IMP9] 20,000 editions', () => {
  const count = 20_000;
  /** How often the editions were looked at, in a map that counts. */
  function counted(overOf: (n: number) => readonly number[], isUndone = (_: number) => false) {
    let looks = 0;
    class Counting extends Map<EditionId, EditionStanding> {
      override get(key: EditionId) {
        looks += 1;
        return super.get(key);
      }
    }
    const editions = new Counting();
    for (let n = 0; n < count; n += 1) {
      const over = overOf(n).map((m) => `e${m}` as EditionId);
      const each = editionWith({ id: `e${n}` as EditionId, at: count - n, over });
      editions.set(each.id, { edition: each, stands: !isUndone(n) });
    }
    const order = new EditionOrder(editions);
    return { order, looks };
  }

  function rollOf(order: EditionOrder) {
    let asked = 0;
    const last = `e${count - 1}` as EditionId;
    const roll = order.roll(last, (each) => {
      asked += 1;
      return { here: [`p${each}` as PersonId], gone: [] };
    });
    return [asked, roll.size];
  }

  test.each([
    ['each over the one before', (n: number) => (n === 0 ? [] : [n - 1])],
    ['in one ring', (n: number) => [(n + count - 1) % count]],
    ['each over ten', (n: number) => Array.from({ length: 10 }, (_, k) => n - 1 - k)],
  ])('%s, are looked at a few times each', (_, overOf) => {
    const { order, looks } = counted(overOf);
    expect(order.standing).toHaveLength(count);
    expect(looks).toBeLessThanOrEqual(3 * count * Math.max(1, overOf(0).length));
    expect(order.latest()).toHaveLength(1);
  });

  test('of a chain or a ring hand their roll on, also where every other one was taken back', () => {
    const before = (n: number) => (n === 0 ? [] : [n - 1]);
    expect(rollOf(counted(before).order)).toEqual([count, count]);
    const ring = counted((n) => [(n + count - 1) % count]).order;
    expect(rollOf(ring)).toEqual([count, count]);
    const odd = counted(before, (n) => n % 2 === 0).order;
    expect(rollOf(odd)).toEqual([count / 2, count / 2]);
  });
});
