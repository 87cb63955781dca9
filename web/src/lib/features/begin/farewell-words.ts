// What somebody is told whose device a keeper has removed from a book, or not let into it.
import { agoTextWithin } from '#lib/words/dates.ts';
import { changesText } from '#lib/open/data-status.ts';
import type { Farewell } from '#lib/device/leave-book.ts';

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
  const { how, by = 'A keeper of the book', at, ward } = farewell;
  const when = agoTextWithin(at, Math.max(now, at));
  const book = ward === undefined ? 'the book' : `the book of ${ward}`;
  if (how === 'declined')
    return {
      title: 'You were not let in',
      what: `${by} turned your request down: ${when}.`,
      unshared: undefined,
      leaving: 'The request is being taken off this device.',
      gone: 'The request has been taken off this device. Nothing of the book was ever on it.',
      next: 'If you think it was a mistake, speak to whoever invited you, and ask for a new link.',
    };
  return {
    title: 'This device was removed',
    what: `${by} removed this device from ${book}: ${when}.`,
    unshared: unsharedText(farewell.unshared),
    leaving: 'The book is being taken off this device.',
    gone: 'The book has been taken off this device: the register, every answer and note, and the key. What you had shared stays with the team.',
    next: 'If you think it was a mistake, speak to a keeper. With a new link you can join again.',
  };
}

function unsharedText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? '1 change of yours had not been shared. It is on this device only.'
    : `${changesText(count)} of yours had not been shared. They are on this device only.`;
}

/** Asked before what was not shared goes with the book. */
export function lossText(count: number): string {
  return count === 1
    ? '1 change of yours is nowhere but on this device. It would be lost for good, and nobody could bring it back.'
    : `${changesText(count)} of yours are nowhere but on this device. They would be lost for good, and nobody could bring them back.`;
}
