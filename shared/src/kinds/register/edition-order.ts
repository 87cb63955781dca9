/**
 * In what order editions count, what each was compared with, and who is on the roll of one. Editions
 * that were taken back are passed through: what was compared with one of them stands on what that one
 * stood on. Rings and clocks that are wrong give some order, the same on every device.
 */
import { bounds } from '../../base/bounds.ts';
import { heads, newestFirst } from '../../ledger/heads.ts';
import type { Entry } from '../../ledger/ledger.ts';
import type { Edition } from './edition.ts';
import type { PersonId } from './elector.ts';
import type { EditionId } from './elector.ts';

export interface EditionStanding {
  readonly edition: Edition;
  readonly stands: boolean;
  /** Who took it back, where it does not stand. */
  readonly undone?: Entry<Edition>['undone'];
}

/** What an edition says of its roll, under the one id of everybody. */
export interface RollChange {
  readonly here: Iterable<PersonId>;
  readonly gone: Iterable<PersonId>;
}

export class EditionOrder {
  /** Those that stand, the oldest first: each after those that it was compared with, else by time. */
  readonly standing: readonly Edition[];
  readonly #bases = new Map<EditionId, ReadonlySet<EditionId>>();

  constructor(editions: ReadonlyMap<EditionId, EditionStanding>) {
    const standing: Edition[] = [];
    for (const { edition, stands } of inOrder(editions)) {
      const bases = edition.over.flatMap((id) => {
        if (id === edition.id) return [];
        return editions.get(id)?.stands ? [id] : [...(this.#bases.get(id) ?? [])];
      });
      this.#bases.set(edition.id, new Set(bases.slice(0, bounds.headsMax)));
      if (stands) standing.push(edition);
    }
    this.standing = standing;
  }

  /** Those that none that stands was compared with: the next one is compared with these. */
  latest(): EditionId[] {
    const over = ({ id }: Edition) => [...this.#bases.get(id)!];
    return heads(this.standing.map((each) => ({ ...each, over: over(each) }))).map(({ id }) => id);
  }

  /**
   * Who is on the roll of an edition: on those before and not gone, or in its own entries. A roll that
   * nobody else needs is handed on, so that a chain costs no more than what its editions say.
   */
  roll(edition: EditionId, changeOf: (id: EditionId) => RollChange): ReadonlySet<PersonId> {
    const uses = this.#usesBelow(edition);
    const rolls = new Map<EditionId, Set<PersonId>>();
    for (const { id } of this.standing) {
      if (!uses.has(id)) continue;
      let roll = new Set<PersonId>();
      for (const base of this.#bases.get(id)!) {
        let before = rolls.get(base);
        if (before === undefined) continue;
        const left = uses.get(base)! - 1;
        uses.set(base, left);
        if (left === 0) {
          rolls.delete(base);
          if (before.size > roll.size) [roll, before] = [before, roll];
        }
        for (const person of before) roll.add(person);
      }
      const { here, gone } = changeOf(id);
      for (const person of gone) roll.delete(person);
      for (const person of here) roll.add(person);
      rolls.set(id, roll);
    }
    return rolls.get(edition) ?? new Set();
  }

  /** How many need the roll of each that an edition stands on; the edition itself is one's own. */
  #usesBelow(edition: EditionId): Map<EditionId, number> {
    const uses = new Map<EditionId, number>([[edition, 1]]);
    for (const id of uses.keys())
      for (const base of this.#bases.get(id) ?? []) uses.set(base, (uses.get(base) ?? 0) + 1);
    return uses;
  }
}

function inOrder(editions: ReadonlyMap<EditionId, EditionStanding>): EditionStanding[] {
  const newest = (some: Iterable<EditionStanding>) =>
    [...some].sort((a, b) => newestFirst(a.edition, b.edition));
  const order: EditionStanding[] = [];
  const begun = new Set<EditionStanding>();
  const done = new Set<EditionStanding>();
  const open = newest(editions.values());
  for (let each = open.at(-1); each !== undefined; each = open.at(-1)) {
    // Seen once, those before it are put on top of it; seen again, they are all in their place.
    if (begun.has(each)) {
      open.pop();
      if (!done.has(each)) order.push(each);
      done.add(each);
      continue;
    }
    begun.add(each);
    const before = newest(each.edition.over.flatMap((id) => editions.get(id) ?? []));
    for (const lower of before) if (!begun.has(lower)) open.push(lower);
  }
  return order;
}
