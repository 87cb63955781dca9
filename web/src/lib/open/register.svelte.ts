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
import {
  WalkingOrder,
  walkingOrder,
  type Household,
  type Street,
} from '@wardbook/shared/kinds/register/walk';
import { untilDrawn } from '../platform/until-drawn.ts';
import { nextTask } from '../sync/next-task.ts';
import { SearchIndex } from '@wardbook/shared/find/search-index';

/** Where a person lives, as the walking order has it. */
export interface Home {
  readonly street: Street;
  readonly household: Household;
}

/** More people than these at once hold up the page for longer than a blink. */
const atOnceMax = 500;
const sliceSize = 1_000;

export class Register {
  readonly #book: Book;
  readonly #index: SearchIndex;
  readonly #unfollow: () => void;
  #register: RegisterIndex;
  /** Tells whose entry is another since it was last taken in. */
  #watch: RegisterWatch;
  #electors = $state.raw<ReadonlyMap<PersonId, Elector>>(new Map());
  #streets = $state.raw<readonly Street[]>([]);
  readonly #homes = $derived(homesIn(this.#streets));
  #skipped = $state(0);
  #indexed = $state(0);
  #taken = $state(0);
  /** The list comes first: until it is there, nobody can search it. */
  readonly #indexing = new Queue();
  #isCatchingUp = $state(false);
  #isClosed = false;

  /** `before`: of the same book in another document; what it finds is found until all is taken in. */
  constructor(book: Book, before?: Register) {
    this.#book = book;
    this.#index = before ? before.#index : new SearchIndex();
    void this.#indexing.run(() => before?.close() ?? untilDrawn());
    this.#register = book.of(registerIndex);
    this.#watch = this.#register.watch();
    const electors = new Map(this.#register.people());
    this.#take(electors, walkingOrder(electors.values()));
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
    return this.#homes.get(person);
  }

  /** Records that could not be read; they stay in the book. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Who matches, or undefined when the text holds no word. Complete once the index is. */
  find(text: string): ReadonlySet<PersonId> | undefined {
    void this.#indexed;
    return this.#index.find(text);
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
    if (this.#isAnother || this.#register.unread > atOnceMax) return void this.#catchUp();
    const changed = this.#watch.news();
    if (changed.size > atOnceMax) return void this.#catchUp();
    if (changed.size === 0) return;
    const electors = new Map(this.#electors);
    for (const id of changed) {
      const elector = this.#register.elector(id);
      if (elector?.id === id) electors.set(id, elector);
      else electors.delete(id);
    }
    this.#take(electors, walkingOrder(electors.values()));
  }

  /** What changes meanwhile is taken in too, before it ends. */
  async #catchUp(): Promise<void> {
    this.#isCatchingUp = true;
    do {
      await nextTask();
      if (this.#isClosed) return;
      if (this.#isAnother) this.#begin();
      for (; this.#register.unread > 0; await nextTask()) this.#register.read(sliceSize);
      this.#watch.news();
      const electors = new Map(this.#register.people());
      const walk = new WalkingOrder();
      await inSlices([...electors.values()], (elector) => walk.add(elector));
      if (this.#isClosed) return;
      this.#take(electors, walk.streets());
    } while (this.#isAnother || this.#register.unread > 0 || this.#watch.news().size > 0);
    this.#isCatchingUp = false;
  }

  #begin(): void {
    this.#watch.stop();
    this.#register = this.#book.of(registerIndex);
    this.#watch = this.#register.watch();
  }

  /** Whether the book was read anew. */
  get #isAnother(): boolean {
    return this.#book.of(registerIndex) !== this.#register;
  }

  #take(electors: ReadonlyMap<PersonId, Elector>, streets: readonly Street[]): void {
    this.#skipped = this.#register.skipped;
    this.#electors = electors;
    this.#streets = streets;
    this.#taken += 1;
    void this.#indexing.run(async () => {
      await this.#index.update(electors, nextTask, (id) => this.#register.formerNumbers(id));
      this.#indexed += 1;
    });
  }
}

function homesIn(streets: readonly Street[]): ReadonlyMap<PersonId, Home> {
  const homes = new Map<PersonId, Home>();
  for (const street of streets)
    for (const household of street.households)
      for (const { id } of household.electors) homes.set(id, { street, household });
  return homes;
}

/** The page draws and answers before the first slice and after each. */
async function inSlices<Item>(items: readonly Item[], act: (item: Item) => void): Promise<void> {
  await nextTask();
  for (let start = 0; start < items.length; start += sliceSize) {
    for (const item of items.slice(start, start + sliceSize)) act(item);
    await nextTask();
  }
}
