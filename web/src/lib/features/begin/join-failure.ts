// Why a book did not come to this device, in words: what happened, what is safe, what to do.
import type { JoinFailure, KeepFailure } from '#lib/device/begin-book.ts';

export interface FailureWords {
  readonly title: string;
  readonly safe: string;
  readonly next: string;
  /** Whether the same link may work in a moment. */
  readonly mayRetry: boolean;
}

/** `isOwn` for a link that the person made for another device of theirs. */
export function joinFailureWords(failure: JoinFailure, isOwn = false): FailureWords {
  const { next, ...rest } = words[failure];
  return { ...rest, next: isOwn && next === newLink ? newOwnLink : next };
}

/** Why a book that was started here is not here after all. */
export function notSavedWords(reason: KeepFailure): FailureWords {
  return { ...words[reason], safe: nothing, next: startAgain[reason] };
}

const nothing = 'Nothing was changed on this device, and your other books are safe.';
const newLink = 'Ask the colleague who sent it for a new link.';
const newOwnLink = 'Make a new link on your other device, and use it within a quarter of an hour.';

const otherBrowser =
  'Leave private browsing or Lockdown Mode if you are in it, or update this browser, and press the button again. If it goes on, use another browser.';

const startAgain: Readonly<Record<KeepFailure, string>> = {
  full: 'Free some space: remove photos, videos or apps you do not need. Then press the button again.',
  broken:
    'Leave private browsing if you are in it, restart the browser, and press the button again.',
  closed: 'Press the button again.',
  cleared: 'Press the button again.',
  'keys-not-made': 'Press the button again. If it goes on, restart the browser.',
  'keys-not-kept': otherBrowser,
  'not-given-back': otherBrowser,
};

const refused = (title: string, next: string): FailureWords => ({
  title,
  safe: nothing,
  next,
  mayRetry: false,
});

const passing = (title: string, next = 'Wait a minute and try again.'): FailureWords => ({
  title,
  safe: `${nothing} The link is still good.`,
  next,
  mayRetry: true,
});

const words: Readonly<Record<JoinFailure, FailureWords>> = {
  'no-answer': passing(
    'There was no answer from your team’s server.',
    'Check that this device is connected to the internet, then try again. If others cannot reach it either, tell whoever runs it.',
  ),
  'invite-unknown': refused(
    'This link is not one that the book knows.',
    'Check that the whole link was copied. If it was made only just now, the colleague who made it must be online once. Otherwise ask for a new one.',
  ),
  'invite-expired': refused('This link has expired.', newLink),
  'wait-expired': refused('Nobody let this device in within two weeks.', newLink),
  'invite-used-up': refused('This link has been used as often as it may be.', newLink),
  'invite-withdrawn': refused('This link has been withdrawn.', newLink),
  removed: refused('A keeper of the book has removed this device.', newLink),
  replaced: refused('This device has new keys since.', newLink),
  declined: refused('A keeper of the book did not let this device in.', newLink),
  'book-unknown': refused(
    'The server at this address does not know the book.',
    'Check that the whole link was copied. If it was, the colleague who made it must open the book once while online; then use the link again.',
  ),
  'nothing-in-it': passing(
    'The server has let you in, but the book has not reached it yet.',
    'Ask the colleague who sent the link to open the book while online, then try again.',
  ),
  'membership-ended': refused('The time that this link gives in the book is over.', newLink),
  'not-admitted': refused('The book did not let this device in.', newLink),
  'not-allowed': refused('The book did not let this device in.', newLink),
  'not-proven': refused(
    'The server could not make sure of this device.',
    'Reload the page and open the link again.',
  ),
  'statements-refused': refused('The book did not accept this device.', newLink),
  'creating-closed': refused(
    'The server at this address does not take this book.',
    'Ask the colleague who sent the link which address your team uses.',
  ),
  'permit-needed': refused(
    'The server at this address takes books that it does not know by a word only.',
    'Ask the colleague who sent the link which address your team uses, or to open the book there once.',
  ),
  'foreign-page': refused(
    'The server at this address takes only pages that it served itself.',
    'It is on a computer for that computer alone. Ask the colleague who sent the link which address your team uses.',
  ),
  'book-deleted': refused(
    'A keeper of the book had it deleted from the server, so this link leads nowhere any more.',
    'Ask the colleague who sent it whether the book goes on elsewhere, and for a link to it there.',
  ),
  'wrong-version': refused(
    'The server speaks another version of Wardbook than this page.',
    'Reload the page to get the version that belongs to it, then open the link again.',
  ),
  malformed: refused(
    'This page and the server did not understand each other.',
    'Reload the page to get the newest Wardbook, then open the link again.',
  ),
  'too-large': refused(
    'The book was too large for the server to hand over.',
    'Tell whoever runs your team’s server.',
  ),
  'too-slow-to-greet': passing(
    'The connection was too slow.',
    'Move to a better signal and try again.',
  ),
  'too-far-behind': passing(
    'The connection was too slow for the whole book.',
    'Move to a better signal and try again.',
  ),
  silent: passing('The connection broke off.', 'Move to a better signal and try again.'),
  'relay-cannot-save': passing(
    'The server cannot save anything just now.',
    'Tell whoever runs it, and try again later.',
  ),
  'relay-stopping': passing('The server is being restarted.'),
  'too-much': passing('The server has too much to do just now.'),
  'relay-fault': passing('Something went wrong at the server.'),
  'too-many-books': passing(
    'The server has taken as many new books from your connection as it takes in an hour.',
    'Try again in an hour, or over another connection.',
  ),
  full: {
    title: 'This device’s storage is full, so the book could not be saved.',
    safe: nothing,
    next: 'Free some space: remove photos, videos or apps you do not need. Then try again. If the link says that it is used up, ask for a new one.',
    mayRetry: true,
  },
  broken: {
    title: 'This browser did not save the book.',
    safe: nothing,
    next: 'Leave private browsing if you are in it, or restart the browser, and open the link again.',
    mayRetry: true,
  },
  'keys-not-made': {
    title: 'The browser could not make the keys for a book just now.',
    safe: `${nothing} The link is still good.`,
    next: 'Try again. If it goes on, restart the browser and open the link again.',
    mayRetry: true,
  },
  'keys-not-kept': {
    title: 'This browser does not give back the keys that open a book, so the book would be lost.',
    safe: `${nothing} The link is still good.`,
    next: 'Leave private browsing or Lockdown Mode if you are in it, or open the link in another browser.',
    mayRetry: true,
  },
  'not-given-back': {
    title: 'This browser did not give the book back after saving it, so it cannot be kept here.',
    safe: nothing,
    next: 'Leave private browsing if you are in it, or open the link in another browser. If the link says that it is used up, ask for a new one.',
    mayRetry: true,
  },
  closed: {
    title: 'The browser closed the book’s storage before it was saved.',
    safe: nothing,
    next: 'Try again.',
    mayRetry: true,
  },
  cleared: {
    title: 'What this browser had stored was cleared while the book was being saved.',
    safe: 'Nothing of this book is on this device.',
    next: 'Try again. If the link says that it is used up, ask for a new one.',
    mayRetry: true,
  },
};
