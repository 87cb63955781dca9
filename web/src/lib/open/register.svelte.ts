/**
 * The register in the open book, as everybody in walking order. Read once, then kept up to date
 * from the document's own events; replaced whole, never altered. A whole register that comes at once
 * is taken in by slices, and shows when all of it is: until then, what is shown is what was.
 */
import { Queue } from '@wardbook/shared/base/queue';
import { electors as readElectors, type Book } from '@wardbook/shared/book/book';
import { parseElector } from '@wardbook/shared/book/parse-elector';
import type { Elector, PersonId } from '@wardbook/shared/book/schema';
import {
  WalkingOrder,
  walkingOrder,
  type Household,
  type Street,
} from '@wardbook/shared/book/walk';
import type { YMapEvent } from 'yjs';
import { untilDrawn } from '../platform/until-drawn.ts';
import { nextTask } from '../sync/next-task.ts';
import { SearchIndex } from './search-index.ts';

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
  #electors = $state.raw<ReadonlyMap<PersonId, Elector>>(new Map());
  #streets = $state.raw<readonly Street[]>([]);
  readonly #homes = $derived(homesIn(this.#streets));
  #skipped = $state(0);
  #indexed = $state(0);
  #taken = $state(0);
  /** The list comes first: until it is there, nobody can search it. */
  readonly #indexing = new Queue();
  /** Whose records have changed since they were read. */
  readonly #stale = new Set<string>();
  #isCatchingUp = $state(false);
  #isClosed = false;

  /** `before`: of the same book in another document; what it finds is found until all is taken in. */
  constructor(book: Book, before?: Register) {
    this.#book = book;
    this.#index = before ? before.#index : new SearchIndex();
    void this.#indexing.run(() => before?.close() ?? untilDrawn());
    const { electors } = readElectors(book);
    this.#take(new Map(electors.map((elector) => [elector.id, elector])), walkingOrder(electors));
    book.electors.observe(this.#follow);
  }

  get electors(): ReadonlyMap<PersonId, Elector> {
    return this.#electors;
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
    if (!this.#isClosed) this.#book.electors.unobserve(this.#follow);
    this.#isClosed = true;
    return this.#indexing.close();
  }

  readonly #follow = (event: YMapEvent<unknown>): void => {
    for (const key of event.keysChanged as ReadonlySet<string>) this.#stale.add(key);
    if (this.#isCatchingUp) return;
    if (this.#stale.size > atOnceMax) {
      void this.#catchUp();
      return;
    }
    const electors = new Map(this.#electors);
    for (const key of this.#stale) this.#read(key, electors);
    this.#stale.clear();
    this.#take(electors, walkingOrder(electors.values()));
  };

  /** What changes meanwhile is taken in too, before it ends. */
  async #catchUp(): Promise<void> {
    this.#isCatchingUp = true;
    while (this.#stale.size > 0) {
      const electors = new Map(this.#electors);
      const keys = [...this.#stale];
      this.#stale.clear();
      await inSlices(keys, (key) => this.#read(key, electors));
      const walk = new WalkingOrder();
      await inSlices([...electors.values()], (elector) => walk.add(elector));
      if (this.#isClosed) return;
      this.#take(electors, walk.streets());
    }
    this.#isCatchingUp = false;
  }

  #read(key: string, electors: Map<PersonId, Elector>): void {
    const elector = parseElector(key, this.#book.electors.get(key));
    if (elector) electors.set(elector.id, elector);
    else electors.delete(key as PersonId);
  }

  #take(electors: ReadonlyMap<PersonId, Elector>, streets: readonly Street[]): void {
    this.#skipped = this.#book.electors.size - electors.size;
    this.#electors = electors;
    this.#streets = streets;
    this.#taken += 1;
    void this.#indexing.run(async () => {
      await this.#index.update(electors, nextTask);
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
