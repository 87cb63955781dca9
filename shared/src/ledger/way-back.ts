/**
 * The way back: what stood in a book at an earlier moment and does not now, and bringing it back. Nothing
 * is ever deleted from a book, so what somebody took back or wrote over is brought back by taking that
 * back; what is not there any more is appended again from the copy, under its own id.
 *
 * Knows no kind of event but the undo. Both books must be the same one.
 */
import type { DeviceId } from '../base/ids.ts';
import { mapAt } from '../base/map-at.ts';
import type { Book } from './book.ts';
import { refused, type Author, type CommandResult } from './command.ts';
import type { Event } from './kind.ts';
import type { Entry, EventId } from './ledger.ts';

/** An event that stood then. */
export type Gone = { readonly event: Event } & (
  | { readonly how: 'missing' }
  /** `by` and `at`: who did so last, and when by their clock, ms since 1970. */
  | { readonly how: 'taken-back'; readonly by: DeviceId; readonly at: number }
  /** The last that took its place. */
  | { readonly how: 'replaced'; readonly last: Event }
);

/** What stood then and does not now, the newest first. What devices say of themselves is left out. */
export function goneSince(then: Book, now: Book): Gone[] {
  return new After(then, now)
    .gone()
    .sort((a, b) => b.event.at - a.event.at || (a.event.id < b.event.id ? -1 : 1));
}

/**
 * Brings back some of what `goneSince` gave, all of it or nothing: what nobody has any more comes from
 * `before`; what was taken back, or written over, is so no longer, and other things that one undo took back
 * stay taken back.
 */
export function bringBack(
  { before, now }: { readonly before: Book; readonly now: Book },
  author: Author,
  ids: ReadonlySet<EventId>,
): CommandResult {
  const after = new After(before, now);
  const gone = after.gone().filter(({ event }) => ids.has(event.id));
  if (gone.length === 0) return refused('nothing');
  const named = (how: Gone['how']) =>
    gone.flatMap((each) => (each.how === how ? [each.event.id] : []));
  const missing = before.stored(new Set<string>(named('missing')));
  const undos = named('taken-back').flatMap((id) => now.undosOver(id));
  // What was taken back may have been written over besides.
  const over = gone.flatMap(({ event }) => after.replacing(event.id)).map(({ id }) => id);
  const others = new Set(undos.flatMap(({ of }) => of));
  for (const id of ids) others.delete(id);
  const undo = now.undosOf([...undos.map(({ id }) => id), ...over]);
  if (undo === undefined) return refused('undone-too-often');
  const again = now.undosOf([...others]) ?? [];
  const done: EventId[] = [];
  return now.doc.transact((): CommandResult => {
    if (missing.events.length > 0) {
      const result = now.bring(author, missing);
      if (result.type === 'refused') return result;
      done.push(...result.ids);
    }
    if (undo.length + again.length > 0) {
      const result = now.append(author, [...undo, ...again]);
      if (result.type === 'refused') return result;
      done.push(...result.ids);
    }
    return { type: 'done', ids: done };
  });
}

/** What a book holds now, as seen from an earlier moment of it. */
class After {
  readonly #then: Book;
  readonly #entries = new Map<EventId, Entry<Event>>();
  readonly #replacedThen: ReadonlySet<EventId>;
  /** What stands now and did not then, by what it replaces. */
  readonly #replacing = new Map<EventId, Event[]>();

  constructor(then: Book, now: Book) {
    this.#then = then;
    const standing = then.entries().flatMap(({ event, undone }) => (undone ? [] : [event]));
    const stoodThen = new Set(standing.map(({ id }) => id));
    this.#replacedThen = new Set(standing.flatMap((event) => replacedBy(then, event)));
    for (const entry of now.entries()) {
      const { event, undone } = entry;
      this.#entries.set(event.id, entry);
      if (undone || stoodThen.has(event.id)) continue;
      for (const id of replacedBy(now, event)) mapAt(this.#replacing, id, () => []).push(event);
    }
  }

  gone(): Gone[] {
    return this.#then.entries().flatMap((entry) => this.#whatBecameOf(entry) ?? []);
  }

  #whatBecameOf({ event, undone: wasUndone }: Entry<Event>): Gone | undefined {
    if (wasUndone || this.#replacedThen.has(event.id)) return undefined;
    if (this.#then.kindOf(event)?.aboutDevice) return undefined;
    const entry = this.#entries.get(event.id);
    if (!entry) return { event, how: 'missing' };
    if (entry.undone) return { event, how: 'taken-back', by: entry.undone.by, at: entry.undone.at };
    const [last] = this.replacing(event.id).sort((a, b) => b.at - a.at);
    return last && { event, how: 'replaced', last };
  }

  /** Whatever stands now in the place of an event of then, and in the place of that. */
  replacing(id: EventId): Event[] {
    const found = new Map<EventId, Event>();
    const look = [id];
    for (let next = look.pop(); next !== undefined; next = look.pop())
      for (const event of this.#replacing.get(next) ?? []) {
        if (found.has(event.id)) continue;
        found.set(event.id, event);
        look.push(event.id);
      }
    return [...found.values()];
  }
}

function replacedBy(book: Book, event: Event): readonly EventId[] {
  return book.kindOf(event)?.replaces?.(event) ?? [];
}
