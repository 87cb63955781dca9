/** What stands about each place: its notes as they read now, the newest first. */
import { mapAt } from '../../base/map-at.ts';
import { heads } from '../../ledger/heads.ts';
import type { Derived } from '../../ledger/kind.ts';
import type { Entry, Index } from '../../ledger/ledger.ts';
import { placeKind, type PlaceEvent } from './place.ts';

export class PlaceIndex implements Index<PlaceEvent> {
  /** Every version, and whether it stands. */
  readonly #versions = new Map<string, Map<PlaceEvent, boolean>>();
  readonly #notes = new Map<string, readonly PlaceEvent[]>();

  update(entries: readonly Entry<PlaceEvent>[]): void {
    for (const { event, undone } of entries) {
      mapAt(this.#versions, event.place, () => new Map()).set(event, undone === undefined);
      this.#notes.delete(event.place);
    }
  }

  /** The same list until something about this place changes. Two edits made apart are both here. */
  notes(place: string): readonly PlaceEvent[] {
    return mapAt(this.#notes, place, () => {
      const versions = [...(this.#versions.get(place) ?? [])];
      const standing = versions.flatMap(([event, stands]) => (stands ? [event] : []));
      return heads(standing).filter(({ text }) => text !== '');
    });
  }
}

export const placeIndex: Derived<PlaceEvent, PlaceIndex> = {
  kinds: [placeKind],
  begin: () => new PlaceIndex(),
};
