/** What is known of each person, worked out when asked, for those whom something new concerns. */
import { mapAt } from '../base/map-at.ts';
import type { Entry, Index } from '../ledger/ledger.ts';
import { PersonHistory, type PersonEvent } from './person-history.ts';
import type { PersonId } from './schema.ts';
import type { MemoryEvent } from './events.ts';

const nothingKnown = new PersonHistory([]);

export class PeopleIndex implements Index<PersonEvent | MemoryEvent> {
  readonly #entries = new Map<PersonId, Map<PersonEvent, Entry<PersonEvent>>>();
  readonly #derived = new Map<PersonId, PersonHistory>();
  readonly #stale = new Set<PersonId>();
  #asked: ReadonlySet<PersonId> = new Set();

  update(entries: readonly Entry<PersonEvent | MemoryEvent>[]): void {
    for (const { event, ...standing } of entries) {
      if (event.type === 'memory') continue;
      mapAt(this.#entries, event.person, () => new Map()).set(event, { event, ...standing });
      this.#stale.add(event.person);
    }
  }

  person(id: PersonId): PersonHistory {
    this.#refresh();
    return this.#derived.get(id) ?? nothingKnown;
  }

  countAbout(subject: string): number {
    return this.#entries.get(subject as PersonId)?.size ?? 0;
  }

  people(): PersonId[] {
    return [...this.#entries.keys()];
  }

  get askedIds(): ReadonlySet<PersonId> {
    this.#refresh();
    return this.#asked;
  }

  #refresh(): void {
    if (this.#stale.size === 0) return;
    const asked = new Set(this.#asked);
    let changed = false;
    for (const person of this.#stale) {
      const derived = new PersonHistory([...this.#entries.get(person)!.values()]);
      this.#derived.set(person, derived);
      if (derived.asked === asked.has(person)) continue;
      changed = true;
      if (derived.asked) asked.add(person);
      else asked.delete(person);
    }
    this.#stale.clear();
    if (changed) this.#asked = asked;
  }
}
