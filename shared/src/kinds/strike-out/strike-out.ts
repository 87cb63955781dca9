/**
 * Striking out: everything that somebody wrote since a moment, taken back in one act. The undos do it; the
 * event beside them says what the act was, so that it can be read, and taken back as one.
 */
import { bounds } from '../../base/bounds.ts';
import { as, count, list, oneOf, record, type ValueOf } from '../../base/fields.ts';
import { newId, type DeviceId } from '../../base/ids.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import { newestFirst } from '../../ledger/heads.ts';
import {
  deviceId,
  happened,
  recordId,
  type Derived,
  type Event,
  type Kind,
  type Reading,
} from '../../ledger/kind.ts';
import type { Entry, EventId, Index, UndoEvent } from '../../ledger/ledger.ts';
import { undoDepthMax, Undos } from '../../ledger/undos.ts';

/** Far above what one person has. */
const struckDevicesMax = 100;

const strikeOutRecord = record({
  ...happened,
  type: as('t', oneOf(['strike-out'])),
  /** The devices of whoever wrote it. */
  whose: as('w', list(deviceId, struckDevicesMax)),
  /** Milliseconds since 1970; 0 for whatever they ever wrote. */
  since: as('s', count(bounds.atMax)),
  /** How many entries that showed were struck out. */
  count: as('n', count(bounds.countMax)),
  /** The undos that did it. */
  undos: as('u', list(recordId<EventId>(), bounds.batchMax)),
});
export type StrikeOut = ValueOf<typeof strikeOutRecord>;

export const strikeOutKind: Kind<StrikeOut> = { type: 'strike-out', record: strikeOutRecord };

class StrikeOutIndex implements Index<StrikeOut> {
  readonly #entries = new Map<StrikeOut, Entry<StrikeOut>>();

  update(entries: readonly Entry<StrikeOut>[]): void {
    for (const entry of entries) this.#entries.set(entry.event, entry);
  }

  /** The newest first. */
  all(): Entry<StrikeOut>[] {
    return [...this.#entries.values()].sort((a, b) => newestFirst(a.event, b.event));
  }
}

export const strikeOutIndex: Derived<StrikeOut, StrikeOutIndex> = {
  kinds: [strikeOutKind],
  begin: () => new StrikeOutIndex(),
};

/** What was struck out, and what of that was put back; the newest first. */
export function strikeOuts(book: Reading): Entry<StrikeOut>[] {
  return book.of(strikeOutIndex).all();
}

export interface Wanted {
  readonly whose: ReadonlySet<DeviceId>;
  /** By what the entries say themselves, ms since 1970. */
  readonly since: number;
  /** The book at that moment, where there is a copy of it: what it has not was written since. */
  readonly before?: Book;
}

/** What somebody wrote. `ids` are what an undo is to name, undos among them. */
export interface Found {
  readonly ids: ReadonlySet<EventId>;
  /** Those that show in the book now, by kind. */
  readonly standing: readonly Event[];
  /** Those that do not and will again: what they took back, or wrote over. */
  readonly returning: readonly Event[];
  /** Of the entries, those that say they are from before `since` and are not in the copy of then. */
  readonly late: number;
}

/**
 * What these devices put into the book since a moment. Left out: what somebody else has put there too, and
 * what a device says of itself.
 */
export function writtenBy(book: Book, { whose, since, before }: Wanted): Found {
  const carriers = book.carriers();
  const known = before?.carriers();
  let late = 0;
  const isTheirs = ({ id, at }: Event | UndoEvent) => {
    const by = carriers.get(id);
    if (by === undefined || ![...by].every((device) => whose.has(device))) return false;
    if (at >= since) return true;
    if (known === undefined || known.has(id)) return false;
    late += 1;
    return true;
  };
  const undos = book.undos().filter(isTheirs);
  const ids = new Set(undos.map(({ id }) => id));
  const standing: Event[] = [];
  const entries = book.entries();
  for (const { event, undone } of entries) {
    const device = book.kindOf(event)?.aboutDevice?.(event);
    if ((device !== undefined && whose.has(device)) || !isTheirs(event)) continue;
    if (!undone) standing.push(event);
    // What they took back themselves would stand again with their undo gone.
    if (!undone || book.undosOver(event.id).every(({ id }) => ids.has(id))) ids.add(event.id);
  }
  const replaced = new Set(
    standing.flatMap((event) => book.kindOf(event)?.replaces?.(event) ?? []),
  );
  // With theirs taken back it is as if there were the others alone.
  const others = new Undos<EventId>();
  for (const { id, of } of book.undos()) if (!ids.has(id)) others.add(id, of);
  others.settle();
  const returning = entries.flatMap(({ event, undone }) => {
    if (ids.has(event.id) || others.undoneBy(event.id) !== undefined) return [];
    return undone || replaced.has(event.id) ? [event] : [];
  });
  return { ids, standing, returning, late };
}

/** Strikes out what `writtenBy` gave. */
export function strikeOut(book: Book, author: Author, wanted: Wanted): CommandResult {
  const { ids, standing } = writtenBy(book, wanted);
  // An undo that nothing can take back takes itself nothing back but another such.
  const within = [...ids].filter((id) => book.undoDepthOver([id]) <= undoDepthMax);
  const undos = book.undosOf(within) ?? [];
  if (undos.length === 0) return refused('nothing');
  if (undos.length > bounds.batchMax) return refused('not-allowed');
  const happening = () => ({ id: newId<EventId>(author.random), at, by: author.device });
  const at = author.now();
  const made = undos.map((undo): UndoEvent => ({ ...happening(), ...undo }));
  const struck: StrikeOut = {
    ...happening(),
    type: 'strike-out',
    whose: [...wanted.whose].slice(0, struckDevicesMax),
    since: wanted.since,
    count: standing.length,
    undos: made.map(({ id }) => id),
  };
  return book.appendMade([...made, struck]);
}

/** Puts back what a strike-out took, as one. */
export function putBack(book: Book, author: Author, struck: StrikeOut): CommandResult {
  return book.undo(author, actsOf(book, struck));
}

/** Strikes out once more what was put back. */
export function strikeAgain(book: Book, author: Author, struck: StrikeOut): CommandResult {
  const over = actsOf(book, struck).flatMap((id) => book.undosOver(id));
  return book.undo(
    author,
    over.map(({ id }) => id),
  );
}

/** Of what it names only undos that its own author wrote. */
function actsOf(book: Book, { id, by, undos }: StrikeOut): EventId[] {
  const own = undos.filter((undo) => {
    const event = book.event(undo);
    return event?.type === 'undo' && event.by === by;
  });
  return [id, ...own];
}
