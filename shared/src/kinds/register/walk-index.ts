/**
 * Everybody on the register in walking order. Rests on the register's index, which says who is another
 * since: only their doors and streets are worked out again. Takes them in when somebody asks, or a
 * slice at a time, so that a whole register holds nobody up.
 */
import type { Derived } from '../../ledger/kind.ts';
import type { Index } from '../../ledger/ledger.ts';
import { editionKind, type Edition } from './edition.ts';
import type { PersonId } from './elector.ts';
import { PeopleToRead } from './people-to-read.ts';
import { registerIndex, type RegisterIndex } from './register-index.ts';
import { WalkingOrder, type Home, type Street } from './walk.ts';

export class WalkIndex implements Index<Edition> {
  readonly #order = new WalkingOrder();
  readonly #people: PeopleToRead;

  constructor(register: RegisterIndex) {
    this.#people = new PeopleToRead(register, (id) =>
      this.#order.put(id, register.people().get(id)),
    );
  }

  update(): void {
    this.#people.mayDiffer();
  }

  takeRows(): void {
    this.#people.mayDiffer();
  }

  /** How many people are still to be taken in. The register reads all its rows for it. */
  get unread(): number {
    return this.#people.count;
  }

  /** Takes in so many of them. */
  read(countMax: number): void {
    this.#people.read(countMax);
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
}

export const walkIndex: Derived<Edition, WalkIndex> = {
  kinds: [editionKind],
  begin: (book) => new WalkIndex(book.of(registerIndex)),
};
