/** What every index is held to (BOOK14): see `ledger/ledger.ts`. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Derived, Event, Reading } from '../ledger/kind.ts';
import type { Entry, Index } from '../ledger/ledger.ts';

/** Indexes that rest on one another, fed as a book feeds them and without a document. */
export class FedIndexes implements Reading, Index<Event> {
  readonly #entries: Entry<Event>[] = [];
  readonly #rows: unknown[] = [];
  readonly #indexes = new Map<unknown, Fed>();

  /** Whatever is begun late is given all that came before. */
  of<E extends Event, I extends Index<E>>(derived: Derived<E, I>): I {
    const known = this.#indexes.get(derived);
    if (known) return known.index as unknown as I;
    const index = derived.begin(this);
    const types = new Set<string>(derived.kinds.map(({ type }) => type));
    const fed = { types, index: index as unknown as Index<Event> };
    this.#indexes.set(derived, fed);
    feed(fed, this.#entries);
    fed.index.takeRows?.([...this.#rows]);
    return index;
  }

  update(entries: readonly Entry<Event>[]): void {
    this.#entries.push(...entries);
    for (const fed of this.#indexes.values()) feed(fed, entries);
  }

  takeRows(stored: readonly unknown[]): void {
    this.#rows.push(...stored);
    for (const { index } of this.#indexes.values()) index.takeRows?.(stored);
  }
}

interface Fed {
  readonly types: ReadonlySet<string>;
  readonly index: Index<Event>;
}

function feed({ types, index }: Fed, entries: readonly Entry<Event>[]): void {
  const own = entries.filter(({ event }) => types.has(event.type));
  if (own.length > 0) index.update(own);
}

/**
 * Draws histories in which each event's standing changes now and then, with rows where the index takes
 * them, and feeds them in two ways that end the same: at once as they stand in the end, and bit by bit,
 * shuffled, with repetitions.
 *
 * `make` gives a new index, `read` all that it says as plain data.
 */
export function expectIndexLaws<E, I extends Index<E>>(
  entries: fc.Arbitrary<readonly Entry<E>[]>,
  make: () => I,
  read: (index: I) => unknown,
  rows: fc.Arbitrary<readonly unknown[]> = fc.constant([]),
): void {
  const feeding = fc.tuple(entries, entries, rows).chain(([last, before, stored]) =>
    fc.tuple(
      fc.constant(last),
      // What was said of the same events before, and what is said in the end, in another order.
      fc.shuffledSubarray(before.flatMap(({ undone }, n) => withStanding(last[n], undone))),
      fc.shuffledSubarray([...last], { minLength: last.length }),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 30 }),
      fc.constant(stored),
      fc.shuffledSubarray([...stored], { minLength: stored.length }),
    ),
  );
  fc.assert(
    fc.property(feeding, ([last, before, shuffled, steps, stored, shuffledRows]) => {
      const atOnce = make();
      atOnce.update(last);
      atOnce.takeRows?.(stored);
      const bitByBit = make();
      const all = [...before, ...shuffled, ...shuffled.slice(0, 5)];
      const allRows = [...shuffledRows, ...shuffledRows.slice(0, 5)];
      for (const step of [...steps, all.length + allRows.length]) {
        if (step % 2 === 0) bitByBit.takeRows?.(allRows.splice(0, step));
        bitByBit.update(all.splice(0, step));
        if (step % 2 === 1) bitByBit.takeRows?.(allRows.splice(0, step));
        read(bitByBit);
      }
      expect(read(bitByBit)).toEqual(read(atOnce));
    }),
    { numRuns: 300 },
  );
}

function withStanding<E>(entry: Entry<E> | undefined, undone: Entry<E>['undone']): Entry<E>[] {
  if (!entry) return [];
  return [undone ? { event: entry.event, undone } : { event: entry.event }];
}
