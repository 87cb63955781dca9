/**
 * The register in the open book, as everybody in walking order. Read once, then kept up to date by what
 * changes in it; replaced whole, never altered. A whole register that comes at once is taken in by
 * slices, and shows when all of it is: until then, what is shown is what was.
 */
import { Queue } from '@wardbook/shared/base/queue';
import type { Elector, PersonId } from '@wardbook/shared/kinds/register/elector';
import type { Book } from '@wardbook/shared/ledger/book';
import {
  registerIndex,
  type RegisterIndex,
  type RegisterWatch,
} from '@wardbook/shared/kinds/register/register-index';
import { walkIndex, type WalkIndex } from '@wardbook/shared/kinds/register/walk-index';
import type { Home, Street } from '@wardbook/shared/kinds/register/walk';
import { filterIndex } from '@wardbook/shared/find/filter-index';
import type { Chosen, PeopleFilter } from '@wardbook/shared/find/people-filter';
import { untilDrawn } from '../platform/until-drawn.ts';
import { nextTask } from '../sync/next-task.ts';
import { searchIndex, type SearchIndex } from '@wardbook/shared/find/search-index';
import type { FollowedBook } from './followed-book.ts';

/** More people than these at once hold up the page for longer than a blink. */
const atOnceMax = 500;
const sliceSize = 1_000;
const searchedSliceSize = 400;

export class Register {
  readonly #book: Book;
  /** In which is searched: that of before, until everybody is in the next. */
  #index: SearchIndex | undefined;
  readonly #unfollow: () => void;
  readonly #followed: FollowedBook;
  #register: RegisterIndex;
  #walk: WalkIndex;
  /** Tells whose entry is another since it was last taken in. */
  #watch: RegisterWatch;
  #electors = $state.raw<ReadonlyMap<PersonId, Elector>>(new Map());
  #streets = $state.raw<readonly Street[]>([]);
  #skipped = $state(0);
  #indexed = $state(0);
  #taken = $state(0);
  /** The list comes first: until it is there, nobody can search it. */
  readonly #indexing = new Queue();
  #isCatchingUp = $state(false);
  #isClosed = false;
  #toAsk: ReadonlyMap<string, number> = new Map();
  #chosen: { readonly by: PeopleFilter; readonly people: Chosen } | undefined;

  /** `before`: of the same book in another document; what it finds is found until all is taken in. */
  constructor(book: Book, followed: FollowedBook, before?: Register) {
    this.#book = book;
    this.#followed = followed;
    this.#index = before ? before.#index : undefined;
    void this.#indexing.run(() => before?.close() ?? untilDrawn());
    this.#register = book.of(registerIndex);
    this.#watch = this.#register.watch();
    this.#walk = book.of(walkIndex);
    this.#take();
    this.#unfollow = book.onChange(() => this.#follow());
  }

  get electors(): ReadonlyMap<PersonId, Elector> {
    return this.#electors;
  }

  /** By any id that they were ever taken in under. */
  elector(id: PersonId): Elector | undefined {
    return this.#electors.get(id) ?? this.#electors.get(this.#register.aliases.get(id) ?? id);
  }

  /** Streets with their households, in walking order. */
  get streets(): readonly Street[] {
    return this.#streets;
  }

  home(person: PersonId): Home | undefined {
    const streets = this.#streets;
    return this.#isCatchingUp ? homeIn(streets, person) : this.#walk.home(person);
  }

  /** Who is chosen by a filter. While a register is taken in, who was before it. */
  choose(filter: PeopleFilter): Chosen {
    void this.#streets;
    const index = this.#followed.of(filterIndex);
    if (!this.#isCatchingUp || this.#chosen?.by !== filter)
      this.#chosen = { by: filter, people: index.choose(filter) };
    return this.#chosen.people;
  }

  /** How many people in a street may be asked and were not yet. */
  toAskAt(street: string): number {
    void this.#streets;
    const index = this.#followed.of(filterIndex);
    if (!this.#isCatchingUp) this.#toAsk = index.toAsk();
    return this.#toAsk.get(street) ?? 0;
  }

  /** Records that could not be read; they stay in the book. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Who matches, or undefined when the text holds no word. Complete once the index is. */
  find(text: string): ReadonlySet<PersonId> | undefined {
    void this.#indexed;
    // Nothing is begun for no query: the list comes first.
    if (text === '') return undefined;
    return (this.#index ?? this.#book.of(searchIndex)).find(text);
  }

  /** Whether people are still being taken in: until they are, somebody may not be found yet. */
  get isIndexing(): boolean {
    return this.#isCatchingUp || this.#indexed < this.#taken;
  }

  close(): Promise<void> {
    this.#unfollow();
    this.#watch.stop();
    this.#isClosed = true;
    return this.#indexing.close();
  }

  #follow(): void {
    if (this.#isCatchingUp) return;
    if (this.#isAnother || this.#register.unread > atOnceMax || this.#walk.unread > atOnceMax)
      return void this.#catchUp();
    if (this.#watch.news().size > 0) this.#take();
  }

  /** What changes meanwhile is taken in too, before it ends. */
  async #catchUp(): Promise<void> {
    this.#isCatchingUp = true;
    do {
      await nextTask();
      if (this.#isClosed) return;
      if (this.#isAnother) this.#begin();
      for (const index of [this.#register, this.#walk])
        for (; index.unread > 0; await nextTask()) index.read(sliceSize);
      if (this.#isClosed) return;
      this.#watch.news();
      this.#take();
    } while (this.#isAnother || this.#register.unread > 0 || this.#watch.news().size > 0);
    this.#isCatchingUp = false;
  }

  #begin(): void {
    this.#watch.stop();
    this.#register = this.#book.of(registerIndex);
    this.#watch = this.#register.watch();
    this.#walk = this.#book.of(walkIndex);
  }

  /** Whether the book was read anew. */
  get #isAnother(): boolean {
    return this.#book.of(registerIndex) !== this.#register;
  }

  #take(): void {
    const electors = new Map(this.#register.people());
    this.#skipped = this.#register.skipped;
    this.#electors = electors;
    this.#streets = this.#walk.streets();
    this.#taken += 1;
    void this.#indexing.run(() => this.#takeSearched());
  }

  /** Leaves off where a whole register comes meanwhile: once that is taken in it is asked for again. */
  async #takeSearched(): Promise<void> {
    const index = this.#book.of(searchIndex);
    for (; !this.#isCatchingUp && !this.#isClosed; await nextTask()) {
      if (index.unread === 0) {
        this.#index = index;
        break;
      }
      index.read(searchedSliceSize);
    }
    this.#indexed += 1;
  }
}

/** A search, for the moment in which there is something newer than what shows. */
function homeIn(streets: readonly Street[], person: PersonId): Home | undefined {
  for (const street of streets)
    for (const household of street.households)
      if (household.electors.some(({ id }) => id === person)) return { street, household };
  return undefined;
}
