// What became of a keeper's act when it was not done, in words: one table for all of it.
import type { AccessRefusal } from '@wardbook/shared/access/state';
import type { KeepingResult } from '#lib/open/keeping.ts';

export interface KeepingWords {
  /** What happened. */
  readonly title: string;
  /** What to do now. */
  readonly next: string;
}

export type NotDone = Exclude<KeepingResult, { type: 'done' }>;

/** Beside buttons that wait for a connection. */
export const needsConnection =
  'This needs a connection, because it is one decision for everybody. There is none just now.';

/** The same where another relay is there. What follows it is the way to the page of the relays. */
export function needsThatRelay(name: string): string {
  return `The relay that settles this, ${name}, is out of reach just now. A keeper can settle at another:`;
}

export function keepingWords(result: NotDone): KeepingWords {
  switch (result.type) {
    case 'no-connection':
      return {
        title: 'There is no connection, so nothing was changed.',
        next: 'Try again once this device is connected.',
      };
    case 'no-answer':
      return {
        title: 'No answer has come yet, so it may or may not have been done.',
        next: 'Wait a moment and look here again before you repeat it.',
      };
    case 'refused':
      return refusals[result.reason];
  }
}

const lookAgain = 'Look at the team as it is now, and try again if it is still needed.';
const newLink = 'Make a new invite if somebody still needs one.';
const comeAnew = 'Turn them away, and make a new invite if they should still come.';
const tellKeeper = 'Reload the page and try again. If it stays, tell whoever runs your Wardbook.';

/** What only a fault of ours, or of somebody's, can bring about. */
const notTaken = (next: string): KeepingWords => ({ title: 'The book did not take this.', next });

const refusals: Readonly<Record<AccessRefusal, KeepingWords>> = {
  'author-not-keeper': {
    title: 'You are not a keeper of this book any more, so nothing was changed.',
    next: 'Ask one of the keepers on the Team page.',
  },
  'last-keeper': {
    title: 'A book always has a keeper without a last day, so nothing was changed.',
    next: 'Make somebody else a keeper first.',
  },
  'not-waiting': {
    title: 'They are not waiting any more: somebody has decided already.',
    next: 'Who was let in, on the More page, says who and when.',
  },
  'wait-expired': {
    title: 'They asked more than two weeks ago, and a request lasts no longer.',
    next: comeAnew,
  },
  'not-opened': {
    title: 'There is no code to compare yet, so nobody was let in.',
    next: 'Wait until the code is here. Their device must be online once for that.',
  },
  'answerer-gone': {
    title: 'The code cannot be trusted any more, so nobody was let in.',
    next: comeAnew,
  },
  'no-commitment': notTaken(newLink),
  'already-answered': notTaken(lookAgain),
  'not-answered': notTaken(lookAgain),
  'already-opened': notTaken(lookAgain),
  'wrong-opening': notTaken(newLink),
  'not-a-member': {
    title: 'They are not in the book any more.',
    next: 'Who was let in, on the More page, says what happened.',
  },
  'already-member': { title: 'They are in the book already.', next: lookAgain },
  'invite-unknown': { title: 'The book does not know this invite.', next: newLink },
  'invite-expired': { title: 'This invite has expired.', next: newLink },
  'invite-used-up': { title: 'This invite has been used up.', next: newLink },
  'invite-withdrawn': { title: 'This invite has been withdrawn already.', next: newLink },
  'wrong-epoch': {
    title: 'The book got a new key in the same moment, so nothing was changed.',
    next: lookAgain,
  },
  'wrong-recipients': {
    title: 'The team changed in the same moment, so nothing was changed.',
    next: lookAgain,
  },
  'too-many': {
    title: 'The book has as many devices or invites as it can hold.',
    next: 'Remove devices that nobody uses any more, then try again.',
  },
  'not-own-terms': {
    title: 'Your own place in the book changed in the same moment, so nothing was changed.',
    next: 'Begin again with your other device.',
  },
  'not-relays': {
    title: 'The book must be shared through one address at least, so nothing was changed.',
    next: 'Look at the addresses again.',
  },
  'relays-outdated': {
    title: 'Another keeper has changed this in the meantime, so nothing was changed.',
    next: 'Look at it as it is now, and try again if it is still needed.',
  },
  'not-a-create': notTaken(tellKeeper),
  'already-created': notTaken(tellKeeper),
  'other-book': { title: 'This belongs to another book.', next: tellKeeper },
};
