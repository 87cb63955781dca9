/** What the ward remembers: each item with its newest version, or the several that were made apart. */
import { mapAt } from '../../base/map-at.ts';
import { heads, newestFirst } from '../../ledger/heads.ts';
import type { Derived } from '../../ledger/kind.ts';
import type { Entry, Index } from '../../ledger/ledger.ts';
import { memoryKind, type MemoryEvent, type MemoryId } from './memory.ts';

export interface MemoryItem {
  readonly item: MemoryId;
  /** The newest head: what to show. */
  readonly current: MemoryEvent;
  /** What a change should name in `over`. Newest first. */
  readonly heads: readonly MemoryEvent[];
  /** Present when two people changed it at the same time: show both. */
  readonly conflict?: readonly MemoryEvent[];
}

export class MemoryIndex implements Index<MemoryEvent> {
  /** Every version, and whether it stands. */
  readonly #versions = new Map<MemoryId, Map<MemoryEvent, boolean>>();
  #items: readonly MemoryItem[] | undefined;

  update(entries: readonly Entry<MemoryEvent>[]): void {
    for (const { event, undone } of entries) {
      mapAt(this.#versions, event.item, () => new Map()).set(event, undone === undefined);
      this.#items = undefined;
    }
  }

  items(): readonly MemoryItem[] {
    this.#items ??= [...this.#versions]
      .flatMap(([item, versions]) => memoryItem(item, standing(versions)))
      .sort((a, b) => newestFirst(a.current, b.current));
    return this.#items;
  }
}

export const memoryIndex: Derived<MemoryEvent, MemoryIndex> = {
  kinds: [memoryKind],
  begin: () => new MemoryIndex(),
};

function standing(versions: ReadonlyMap<MemoryEvent, boolean>): MemoryEvent[] {
  return [...versions].flatMap(([event, stands]) => (stands ? [event] : []));
}

function memoryItem(item: MemoryId, versions: readonly MemoryEvent[]): MemoryItem[] {
  const current = heads(versions);
  const [first] = current;
  if (first === undefined) return [];
  return [
    { item, current: first, heads: current, ...(current.length > 1 && { conflict: current }) },
  ];
}
