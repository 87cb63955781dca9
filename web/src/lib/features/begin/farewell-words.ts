// What somebody is told whose device a keeper has removed from a book, or not let into it.
import { agoTextWithin } from '#lib/words/dates.ts';
import type { Farewell } from '#lib/device/leave-book.ts';
import * as said from '#lib/words/said/begin.ts';

export interface FarewellWords {
  readonly title: string;
  /** Who, and when. */
  readonly what: string;
  /** What is on this device alone, if anything. */
  readonly unshared: string | undefined;
  readonly leaving: string;
  readonly gone: string;
  readonly next: string;
}

export function farewellWords(farewell: Farewell, now: number): FarewellWords {
  const { how, by = '', at, ward = '', unshared } = farewell;
  const known = by === '' ? 'no' : 'yes';
  const when = agoTextWithin(at, Math.max(now, at));
  if (how === 'declined')
    return {
      title: said.notLetIn(),
      what: said.turnedDown({ known, by, when }),
      unshared: undefined,
      leaving: said.takingRequest(),
      gone: said.requestGone(),
      next: said.notLetInNext(),
    };
  return {
    title: said.wasRemoved(),
    what: said.removedBy({ known, by, named: ward === '' ? 'no' : 'yes', ward, when }),
    unshared: unshared === 0 ? undefined : said.unshared({ count: unshared }),
    leaving: said.takingBook(),
    gone: said.bookGone(),
    next: said.removedNext(),
  };
}
