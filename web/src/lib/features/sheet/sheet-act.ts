// What became of a keeper's act on the book's sheets, in words.
import type { KeepingResult } from '#lib/open/keeping.ts';

export interface ActWords {
  readonly title: string;
  readonly next: string;
}

/** Beside buttons that wait for a connection. */
export const needsConnection =
  'This needs a connection to the relay that settles who is in the book, because the whole team’s devices must know of it. There is none just now.';

export function actWords(result: Exclude<KeepingResult, { type: 'done' }>): ActWords {
  switch (result.type) {
    case 'no-connection':
      return {
        title: 'There is no connection to the relay that settles this, so nothing was changed.',
        next: 'Try again once this device is connected. A sheet that you have on paper stays as it is meanwhile.',
      };
    case 'no-answer':
      return {
        title: 'No answer has come yet, so it may or may not have been done.',
        next: 'Wait a moment and look at the list of good sheets before you repeat it.',
      };
    case 'refused':
      return refusedWords(result.reason);
  }
}

type Reason = (KeepingResult & { type: 'refused' })['reason'];

function refusedWords(reason: Reason): ActWords {
  switch (reason) {
    case 'too-many':
      return {
        title: 'The book has as many good sheets as it can have.',
        next: 'Cancel one that nobody needs any more, then try again.',
      };
    case 'author-not-keeper':
      return {
        title: 'You are not a keeper of this book any more, so nothing was changed.',
        next: 'Ask one of the keepers on the Team page.',
      };
    case 'not-a-member':
      return {
        title: 'This sheet has been cancelled already.',
        next: 'Nothing is left to be done.',
      };
    case 'already-member':
      return { title: 'This sheet is good already.', next: 'Nothing is left to be done.' };
    default:
      return {
        title: 'The team changed in the same moment, so nothing was changed.',
        next: 'Try again.',
      };
  }
}
