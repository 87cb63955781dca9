/**
 * Everybody on the register in walking order. Rests on the register's index, which says who is another
 * since: only their doors and streets are worked out again. Takes them in when somebody asks, or a
 * slice at a time, so that a whole register holds nobody up.
 */
import type { Derived } from '../../ledger/kind.ts';
import type { Index } from '../../ledger/ledger.ts';
import { editionKind, type Edition } from './edition.ts';
import type { PersonId } from './elector.ts';
import { registerIndex, type RegisterIndex, type RegisterWatch } from './register-index.ts';
import { WalkingOrder, type Home, type Street } from './walk.ts';

export class WalkIndex implements Index<Edition> {
  readonly #register: RegisterIndex;
  readonly #order = new WalkingOrder();
  readonly #unread = new Set<PersonId>();
  #watch: RegisterWatch | undefined;
  #mayDiffer = true;

  constructor(register: RegisterIndex) {
    this.#register = register;
  }

  update(): void {
    this.#mayDiffer = true;
  }

  takeRows(): void {
    this.#mayDiffer = true;
  }

  /** How many people are still to be taken in. The register reads all its rows for it. */
  get unread(): number {
    this.#ask();
    return this.#unread.size;
  }

  /** Takes in so many of them. */
  read(countMax: number): void {
    this.#ask();
    let left = countMax;
    for (const id of this.#unread) {
      if (left-- === 0) return;
      this.#unread.delete(id);
      this.#order.put(id, this.#register.people().get(id));
    }
  }

  /** The same list until somebody is another, and in it the same street until somebody in it is. */
  streets(): readonly Street[] {
    this.read(this.unread);
    return this.#order.streets();
  }

  /** Where somebody lives, by the id that the register has for them. */
  home(id: PersonId): Home | undefined {
    this.read(this.unread);
    return this.#order.homeOf(id);
  }

  /** How many doors have been worked out or put in order. */
  get looks(): number {
    return this.#order.looks;
  }

  #ask(): void {
    if (!this.#mayDiffer) return;
    this.#mayDiffer = false;
    // Whoever is there before it is asked for the first time is another, too.
    const changed = this.#watch?.news() ?? this.#register.people().keys();
    this.#watch ??= this.#register.watch();
    for (const id of changed) this.#unread.add(id);
  }
}

export const walkIndex: Derived<Edition, WalkIndex> = {
  kinds: [editionKind],
  begin: (book) => new WalkIndex(book.of(registerIndex)),
};
