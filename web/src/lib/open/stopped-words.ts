/** Why a relay refused for good, in words, and what to do. */
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';

interface Stopped {
  readonly short: string;
  /** Where it is more than that everything is saved here. */
  readonly safe?: string;
  readonly next: string;
  /** Where keepers can do something that others cannot. */
  readonly keeperNext?: string;
}

const comesBack: Stopped = {
  short: 'Not sharing now',
  next: 'Reload the page to try again.',
};

/** For each close code that is final. */
export const stopped: Readonly<Record<CloseReason, Stopped>> = {
  malformed: {
    short: 'Not sharing: the relay did not understand',
    next: 'Reload the page to get the newest Wardbook. If that does not help, tell whoever looks after your relay.',
  },
  'wrong-version': {
    short: 'Not sharing: another version',
    next: 'Reload the page to get the version of Wardbook that your relay speaks.',
  },
  'not-proven': {
    short: 'Not sharing: this device was not recognised',
    next: 'Reload the page. If it stays, ask a keeper for a new invite link.',
  },
  'not-admitted': {
    short: 'Not sharing: this device is not in the book',
    next: 'Ask a keeper of this book for an invite link.',
  },
  'book-unknown': {
    short: 'Not sharing: the relay does not know this book',
    next: 'A keeper of the book must be online once so that the relay learns of it again. Then reload the page.',
  },
  'membership-ended': {
    short: 'Your time in this book has ended',
    safe: 'What you had entered before is saved here. New changes are no longer shared.',
    next: 'If you still need the book, ask a keeper to let you in again.',
  },
  'not-allowed': {
    short: 'Not sharing: you may only read this book',
    next: 'Ask a keeper if you should be able to change it.',
  },
  'invite-unknown': {
    short: 'Not sharing: the invite is not known',
    next: 'Ask a keeper of this book for a new invite link.',
  },
  'invite-expired': {
    short: 'Not sharing: the invite has expired',
    next: 'Ask a keeper of this book for a new invite link.',
  },
  'wait-expired': {
    short: 'Your request is over: nobody let you in within two weeks',
    safe: 'Nothing of the book was ever on this device.',
    next: 'Ask a keeper of this book for a new invite link.',
  },
  'invite-used-up': {
    short: 'Not sharing: the invite has been used up',
    next: 'Ask a keeper of this book for a new invite link.',
  },
  'invite-withdrawn': {
    short: 'Not sharing: the invite was withdrawn',
    next: 'Ask a keeper of this book for a new invite link.',
  },
  // Without the keeper's signed word for it: with that, the book leaves the device.
  removed: {
    short: 'Not sharing: the relay says you were removed',
    safe: 'The relay gave no proof of it, so the book stays on this device as it is.',
    next: 'Ask a keeper of this book whether they removed this device. If they did not, reload the page and tell whoever looks after your relay.',
  },
  declined: {
    short: 'Not let in, says the relay',
    safe: 'The relay gave no proof that a keeper turned you away, so your request stays on this device.',
    next: 'Ask whoever invited you. If they did not turn you away, reload the page to ask again.',
  },
  replaced: {
    short: 'This device has new keys',
    safe: 'Another window of Wardbook on this device gave it new keys. Nothing is lost.',
    next: 'Reload the page to go on with them.',
  },
  'creating-closed': {
    short: 'Not sharing: this relay takes no new books',
    next: 'Ask whoever looks after the relay to let your book in. Until then it is on this device only.',
  },
  'permit-needed': {
    short: 'Not sharing: this relay takes new books by a word only',
    next: 'The relay does not know this book. Ask a keeper of the book to put it there, then reload the page.',
    keeperNext:
      'Whoever looks after your relay gives you the word. Enter it under Where your data is, or under Relays.',
  },
  'book-deleted': {
    short: 'Not sharing: the book was deleted from the relay',
    safe: 'The relay says that a keeper had it delete this book. Everything you have is still saved on this device.',
    next: 'Ask a keeper of this book why. If the team goes on with it, they give you a copy: take it in under More, Who holds copies, and it leads to the new relay.',
    keeperNext:
      'It cannot be put back there. To go on as a team, put the book on another relay under More, Relays. Then make a copy under Who holds copies, for each of the others to take in: it leads them there.',
  },
  'foreign-page': {
    short: 'Not sharing: this relay takes its own pages only',
    next: 'It is on a computer for that computer alone, and this page is from elsewhere. Open Wardbook there at the address that it names when it starts, or ask whoever looks after it to let other pages in.',
  },
  'too-large': {
    short: 'Not sharing: a change is too large',
    next: 'Tell whoever looks after your relay. Other people’s changes still arrive after a reload.',
  },
  'statements-refused': {
    short: 'Not sharing: the relay did not accept this device',
    next: 'Ask a keeper of this book for a new invite link.',
  },
  'too-slow-to-greet': comesBack,
  'too-far-behind': comesBack,
  'relay-cannot-save': comesBack,
  'relay-stopping': comesBack,
  'too-much': comesBack,
  silent: comesBack,
  'relay-fault': comesBack,
  'too-many-books': {
    short: 'Not sharing yet: too many new books',
    next: 'The relay has taken as many new books from your connection as it takes in an hour. Carry on as usual: Wardbook tries again by itself.',
  },
};
