/**
 * Which events stand: an event is undone while an undo that itself stands names it. Undoing an undo
 * redoes.
 *
 * Invariants: what stands depends on the set of undos only, not on the order in which they come; an
 * undo that reaches further down than `undoDepthMax`, itself among what it names in the end too, has
 * no say. Settling looks at what an undo names once for each time that the undo rises or falls.
 */

/** So often can one event be undone, redone, undone again. */
export const undoDepthMax = 64;

interface Undo<Id> {
  readonly id: Id;
  readonly of: Id[];
  /** How many of `of` know that this one stands. */
  told: number;
  /** 1 for an undo of what is no undo. Beyond `undoDepthMax` it has no say. */
  depth: number;
  stands: boolean;
}

export class Undos<Id extends string> {
  readonly #undos = new Map<Id, Undo<Id>>();
  /** The undos that name an id, each once, whether they stand or not. */
  readonly #above = new Map<Id, Undo<Id>[]>();
  /** How many undos that stand name an id. */
  readonly #standingAbove = new Map<Id, number>();
  #unsettled = new Set<Undo<Id>>();
  #looks = 0;

  /** Takes in an undo, in any order. What the same id named before it names as well. */
  add(id: Id, of: readonly Id[]): void {
    const undo = this.#undos.get(id) ?? { id, of: [], told: 0, depth: 1, stands: false };
    this.#undos.set(id, undo);
    const named = new Set(undo.of);
    for (const target of new Set(of)) {
      if (named.has(target)) continue;
      const above = this.#above.get(target);
      if (above) above.push(undo);
      else this.#above.set(target, [undo]);
      undo.of.push(target);
    }
    this.#unsettled.add(undo);
  }

  has(id: Id): boolean {
    return this.#undos.has(id);
  }

  /**
   * Brings what stands up to date with what was added. Gives the ids, of undos too, that have come to
   * be undone, or stand again, or have another undo over them.
   */
  settle(): ReadonlySet<Id> {
    const unsettled = [...this.#unsettled];
    this.#unsettled = new Set();
    const moved = this.#deepen(unsettled);
    return this.#raise(new Set([...unsettled, ...moved]));
  }

  /** The undo by which an event is undone, or undefined while it stands. Of several the first by id. */
  undoneBy(id: Id): Id | undefined {
    if (!this.#standingAbove.get(id)) return undefined;
    let first: Id | undefined;
    for (const undo of this.#above.get(id) ?? [])
      if (undo.stands && (first === undefined || undo.id < first)) first = undo.id;
    return first;
  }

  /** The undos that stand and name an id, in no order. */
  standingOver(id: Id): Id[] {
    return (this.#above.get(id) ?? []).flatMap((undo) => (undo.stands ? [undo.id] : []));
  }

  /** How far down an undo of these would reach: beyond `undoDepthMax` it has no say. */
  depthOver(ids: readonly Id[]): number {
    return 1 + Math.max(0, ...ids.map((id) => this.#undos.get(id)?.depth ?? 0));
  }

  /** How often one undo was looked at for another, or an event for an undo, since the beginning. */
  get looks(): number {
    return this.#looks;
  }

  /** Gives those whose depth has changed. In a ring it grows until they have no say. */
  #deepen(unsettled: readonly Undo<Id>[]): Set<Undo<Id>> {
    const moved = new Set<Undo<Id>>();
    const queue = new Set<Undo<Id>>();
    const deepenTo = (undo: Undo<Id>, reached: number) => {
      const depth = Math.min(reached, undoDepthMax + 1);
      if (undo.depth >= depth) return;
      undo.depth = depth;
      moved.add(undo);
      queue.add(undo);
    };
    for (const undo of unsettled) {
      this.#looks += undo.of.length;
      queue.add(undo);
      deepenTo(undo, this.depthOver(undo.of));
    }
    // A set visits what is added while it is walked, and what was taken out and added again.
    for (const undo of queue) {
      queue.delete(undo);
      for (const upper of this.#above.get(undo.id) ?? []) {
        this.#looks += 1;
        deepenTo(upper, undo.depth + 1);
      }
    }
    return moved;
  }

  /** From the highest down, so that each rises or falls once. */
  #raise(undos: ReadonlySet<Undo<Id>>): Set<Id> {
    const changed = new Set<Id>();
    const floors: Set<Undo<Id>>[] = [];
    const put = (undo: Undo<Id>) => (floors[undo.depth] ??= new Set()).add(undo);
    for (const undo of undos) put(undo);
    for (let depth = undoDepthMax + 1; depth > 0; depth -= 1) {
      for (const undo of floors[depth] ?? []) {
        const stands = depth <= undoDepthMax && !this.#standingAbove.get(undo.id);
        for (const target of this.#tell(undo, stands)) {
          changed.add(target);
          const lower = this.#undos.get(target);
          if (lower) put(lower);
        }
      }
    }
    return changed;
  }

  /** Counts an undo that stands, or no more, with all that it names. Gives those of them it is news to. */
  #tell(undo: Undo<Id>, stands: boolean): Id[] {
    const news = stands ? undo.of.slice(undo.told) : undo.of.slice(0, undo.told);
    undo.stands = stands;
    undo.told = stands ? undo.of.length : 0;
    for (const target of news) {
      this.#looks += 1;
      const count = this.#standingAbove.get(target) ?? 0;
      this.#standingAbove.set(target, count + (stands ? 1 : -1));
    }
    return news;
  }
}
