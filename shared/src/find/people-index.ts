/** What is known of each person, worked out when asked, for those whom something new concerns. */
import { mapAt } from '../base/map-at.ts';
import { answerKind } from '../kinds/answer/answer.ts';
import { detailKind } from '../kinds/detail/detail.ts';
import { noteKind } from '../kinds/note/note.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { PersonHistory, type PersonEvent } from './person-history.ts';
import type { Derived, Kind } from '../ledger/kind.ts';
import type { Entry, Index } from '../ledger/ledger.ts';

/** What events are about people. */
export const peopleIndex: Derived<PersonEvent, PeopleIndex> = {
  kinds: [answerKind, detailKind, noteKind] as readonly Kind<PersonEvent>[],
  begin: () => new PeopleIndex(),
};

const nothingKnown = new PersonHistory([]);

export class PeopleIndex implements Index<PersonEvent> {
  readonly #entries = new Map<PersonId, Map<PersonEvent, Entry<PersonEvent>>>();
  readonly #derived = new Map<PersonId, PersonHistory>();
  /** Of people with several ids, by all of them. */
  readonly #joined = new Map<string, PersonHistory>();
  readonly #stale = new Set<PersonId>();

  update(entries: readonly Entry<PersonEvent>[]): void {
    for (const { event, ...standing } of entries) {
      mapAt(this.#entries, event.person, () => new Map()).set(event, { event, ...standing });
      this.#stale.add(event.person);
    }
  }

  /** By all ids of theirs. The same object until something about them changes. */
  person(ids: readonly PersonId[]): PersonHistory {
    this.#refresh();
    const known = ids.flatMap((id) => (this.#derived.has(id) ? [id] : []));
    const [first, second] = known;
    if (first === undefined) return nothingKnown;
    if (second === undefined) return this.#derived.get(first)!;
    return mapAt(this.#joined, known.join(' '), () => this.#derive(known));
  }

  people(): PersonId[] {
    return [...this.#entries.keys()];
  }

  #refresh(): void {
    if (this.#stale.size === 0) return;
    for (const person of this.#stale) this.#derived.set(person, this.#derive([person]));
    for (const ids of this.#joined.keys())
      if (ids.split(' ').some((id) => this.#stale.has(id as PersonId))) this.#joined.delete(ids);
    this.#stale.clear();
  }

  #derive(ids: readonly PersonId[]): PersonHistory {
    return new PersonHistory(ids.flatMap((id) => [...this.#entries.get(id)!.values()]));
  }
}
