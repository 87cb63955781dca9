/**
 * Who on the register is still to be taken in by what rests on it: everybody at first, then of whom
 * anything is another. Taken in when somebody asks, or a slice at a time, so that a whole register holds
 * nobody up. Doesn't know what is made of them.
 */
import type { PersonId } from './elector.ts';
import type { RegisterIndex, RegisterWatch } from './register-index.ts';

export class PeopleToRead {
  readonly #register: RegisterIndex;
  readonly #take: (id: PersonId) => void;
  readonly #unread = new Set<PersonId>();
  #watch: RegisterWatch | undefined;
  #mayDiffer = true;

  /** `take`: something of somebody is another, or they are new or gone. */
  constructor(register: RegisterIndex, take: (id: PersonId) => void) {
    this.#register = register;
    this.#take = take;
  }

  /** Something has come that the register is made of. */
  mayDiffer(): void {
    this.#mayDiffer = true;
  }

  /** How many people are still to be taken in. The register reads all its rows for it. */
  get count(): number {
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
      this.#take(id);
    }
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
