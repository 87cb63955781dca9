// Why a book did not come back, in words: what happened, what is safe, what to do.
import type { RestoreFailure } from '#lib/device/restore-book.ts';

export interface RestoreWords {
  readonly title: string;
  readonly next: string;
  /** Whether a colleague's copy, or another one, may help. */
  readonly isAboutFile: boolean;
}

export function restoreWords(failure: RestoreFailure): RestoreWords {
  return own[failure] ?? relayRefused;
}

const inAMoment = 'Wait a minute and press the button again.';
const takeFile =
  'If a colleague still has the book, let them make a copy under More, Who holds copies, and choose that file below.';

const relayRefused: RestoreWords = {
  title: 'The relay at this address did not hand over the book.',
  next: `Reload this page and try again. ${takeFile}`,
  isAboutFile: true,
};

const busy: RestoreWords = {
  title: 'The relay at this address cannot answer just now.',
  next: inAMoment,
  isAboutFile: false,
};

const brokenFile: RestoreWords = {
  title: 'This file is not as it was when it was made: somebody changed it, or it was damaged.',
  next: 'Ask the colleague for the file again, or another colleague for theirs.',
  isAboutFile: true,
};

const own: Readonly<Partial<Record<RestoreFailure, RestoreWords>>> = {
  'no-answer': {
    title: 'There was no answer from the relay at this address.',
    next: `Check that this device is connected to the internet, then try again. If the relay is gone for good: ${takeFile.replace('If', 'if')}`,
    isAboutFile: true,
  },
  'no-such-book': {
    title: 'The relay at this address has no such book.',
    next: `Look whether the address on the sheet is the one of this page, and whether a word is another one. It may also be that the relay lost the book. ${takeFile}`,
    isAboutFile: true,
  },
  'recovery-sheet-unknown': {
    title: 'These words are of no sheet that the book knows.',
    next: 'Compare the words with the paper one by one. If they are right, the sheet was never finished in Wardbook, or the relay went back to an older state: then take a colleague’s copy as well, below.',
    isAboutFile: true,
  },
  'recovery-sheet-cancelled': {
    title: 'A keeper has cancelled this recovery sheet, so it opens nothing any more.',
    next: 'Use a newer sheet, or ask a keeper of the book for an invite link.',
    isAboutFile: false,
  },
  'nothing-in-it': {
    title: 'The relay knows the book, but nothing is in it there yet.',
    next: `Ask a colleague to open the book while online, then try again. ${takeFile}`,
    isAboutFile: true,
  },
  'not-let-in': {
    title: 'The relay did not confirm that this device may come in.',
    next: 'Press the button again. What has been done already does no harm.',
    isAboutFile: false,
  },
  'older-than-recovery-sheet': {
    title: 'This copy was made before the recovery sheet, so the sheet cannot open it.',
    next: 'Ask a colleague for a newer copy, or use an older sheet that is still good.',
    isAboutFile: true,
  },
  'other-book': {
    title: 'This is a copy of another book than the sheet’s.',
    next: 'Choose a copy of the book whose name is on the sheet.',
    isAboutFile: true,
  },
  'not-a-bundle': {
    title: 'This file is not a copy of a book.',
    next: 'Choose a file whose name ends in “.wardbook”.',
    isAboutFile: true,
  },
  'not-whole': {
    title: 'This file holds some changes, not a whole book.',
    next: 'Ask a colleague for a copy of the whole book.',
    isAboutFile: true,
  },
  truncated: {
    title: 'This file was cut short: a part of it is missing.',
    next: 'Copy it once more from where it came from, and wait until that is finished.',
    isAboutFile: true,
  },
  forged: brokenFile,
  'no-key': brokenFile,
  'wrong-version': {
    title: 'The relay or the file is of another version of Wardbook than this page.',
    next: 'Reload this page and try again.',
    isAboutFile: false,
  },
  'too-large': {
    title: 'The file, or the book at the relay, is larger than it can be.',
    next: 'Ask a colleague for another copy.',
    isAboutFile: true,
  },
  'removed-device': {
    title: 'The device that made this copy was removed from the book.',
    next: 'Ask a colleague who is in the book for a copy.',
    isAboutFile: true,
  },
  'not-a-member': {
    title: 'Whoever made this copy is not in the book.',
    next: 'Ask a colleague who is in the book for a copy.',
    isAboutFile: true,
  },
  full: {
    title: 'This device’s storage is full, so the book could not be saved.',
    next: 'Free some space: remove photos, videos or apps you do not need. Then press the button again.',
    isAboutFile: false,
  },
  broken: {
    title: 'This browser did not save the book.',
    next: 'Leave private browsing if you are in it, restart the browser, and try again.',
    isAboutFile: false,
  },
  'keys-not-made': {
    title: 'The browser could not make the keys for the book just now.',
    next: 'Press the button again. If it goes on, restart the browser.',
    isAboutFile: false,
  },
  'keys-not-kept': {
    title: 'This browser does not give back the keys that open a book, so the book would be lost.',
    next: 'Leave private browsing or Lockdown Mode if you are in it, or use another browser.',
    isAboutFile: false,
  },
  'not-given-back': {
    title: 'This browser did not give the book back after saving it, so it cannot be kept here.',
    next: 'Leave private browsing if you are in it, or use another browser.',
    isAboutFile: false,
  },
  closed: {
    title: 'The browser closed the book’s storage before it was saved.',
    next: 'Press the button again.',
    isAboutFile: false,
  },
  cleared: {
    title: 'What this browser had stored was cleared while the book was being saved.',
    next: 'Press the button again.',
    isAboutFile: false,
  },
  'relay-cannot-save': busy,
  'relay-stopping': busy,
  'too-much': busy,
  'too-slow-to-greet': busy,
  'too-far-behind': busy,
  'relay-fault': busy,
  silent: busy,
};
