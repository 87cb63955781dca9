/**
 * What is said of things by several people: a code has a letter, a label, a colour. Each event says
 * some of a subject's properties, over the versions that its author saw; of each property the newest
 * version that nobody has replaced counts. So two people who change two properties of one thing while
 * apart both have their way, and what a newer version says besides stays said.
 */
import { bounds } from '../base/bounds.ts';
import { mapAt } from '../base/map-at.ts';
import { refused, type Author, type CommandResult } from './command.ts';
import type { Book } from './book.ts';
import { heads } from './heads.ts';
import type { Derived, Event, Kind } from './kind.ts';
import type { Entry, EventId, Index } from './ledger.ts';

/** An event that says something of a subject. */
export interface Saying extends Event {
  readonly over: readonly EventId[];
}

/** What counts of one subject, and of each property the versions that nobody has replaced. */
export interface Stated<E, P> {
  readonly said: Partial<P>;
  /** Newest first. A change of the property should name them in `over`. */
  readonly heads: ReadonlyMap<keyof P, readonly E[]>;
}

export class StatedIndex<E extends Saying & Partial<P>, P extends object> implements Index<E> {
  readonly #subject: (event: E) => string;
  readonly #properties: readonly (keyof P)[];
  readonly #versions = new Map<string, Map<E, boolean>>();
  readonly #stated = new Map<string, Stated<E, P>>();

  constructor(subject: (event: E) => string, properties: readonly (keyof P)[]) {
    this.#subject = subject;
    this.#properties = properties;
  }

  update(entries: readonly Entry<E>[]): void {
    for (const { event, undone } of entries) {
      const subject = this.#subject(event);
      mapAt(this.#versions, subject, () => new Map()).set(event, undone === undefined);
      this.#stated.delete(subject);
    }
  }

  /** Whatever anybody has said something of. */
  subjects(): string[] {
    return [...this.#versions.keys()];
  }

  /** The same object until something else is said of it. */
  of(subject: string): Stated<E, P> {
    return mapAt(this.#stated, subject, () => this.#derive(subject));
  }

  #derive(subject: string): Stated<E, P> {
    const standing = [...(this.#versions.get(subject) ?? [])].flatMap(([event, stands]) =>
      stands ? [event] : [],
    );
    const said: Partial<P> = {};
    const found = new Map<keyof P, readonly E[]>();
    for (const property of this.#properties) {
      const versions = heads(standing.filter((event) => event[property] !== undefined));
      if (versions[0] === undefined) continue;
      said[property] = (versions[0] as Partial<P>)[property];
      found.set(property, versions);
    }
    return { said, heads: found };
  }
}

/** A kind by which something is said, and what it comes to. */
export interface SaidBy<E extends Saying & Partial<P>, P extends object> {
  readonly kind: Kind<E>;
  readonly index: Derived<E, StatedIndex<E, P>>;
}

/**
 * Says of a subject what is not said yet, and no more: what stays as it is may have been changed by
 * somebody else meanwhile. Nothing to say is done at once.
 */
export function say<E extends Saying & Partial<P>, P extends object>(
  book: Book,
  author: Author,
  { kind, index }: SaidBy<E, P>,
  subject: { readonly key: string; readonly properties: object },
  next: Partial<P>,
): CommandResult {
  if (book.closedFor) return refused(book.closedFor);
  const { said, heads: known } = book.of(index).of(subject.key);
  const fresh: Partial<P> = {};
  const over = new Set<EventId>();
  for (const property of Object.keys(next) as (keyof P)[]) {
    if (isSame(next[property], said[property])) continue;
    fresh[property] = next[property];
    for (const { id } of known.get(property) ?? []) over.add(id);
  }
  if (Object.keys(fresh).length === 0) return { type: 'done', ids: [] };
  const event = {
    type: kind.type,
    ...subject.properties,
    ...fresh,
    over: [...over].slice(0, bounds.headsMax),
  };
  return book.append(author, [event]);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === undefined || a === b || JSON.stringify(a) === JSON.stringify(b);
}
