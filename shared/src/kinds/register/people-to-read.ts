/**
 * Who on the register is still to be taken in by what rests on it: everybody at first, then whoever is
 * another since. Taken in when somebody asks, or a slice at a time, so that a whole register holds nobody
 * up.
 */
import type { PersonId } from './elector.ts';
import type { RegisterIndex, RegisterWatch } from './register-index.ts';

/** What it needs of the register. */
export type Register = Pick<RegisterIndex, 'people' | 'watch'>;

export class PeopleToRead {
  readonly #register: Register;
  readonly #take: (id: PersonId) => void;
  readonly #unread = new Set<PersonId>();
  #watch: RegisterWatch | undefined;
  #mayDiffer = true;

  /** `take`: somebody is another, is new or is gone. */
  constructor(register: Register, take: (id: PersonId) => void) {
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
