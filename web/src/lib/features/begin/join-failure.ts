// Why a book did not come to this device, in words: what happened, what is safe, what to do.
import type { JoinFailure, SaveFailure } from '#lib/device/begin-book.ts';
import * as said from '#lib/words/said/begin.ts';

export interface FailureWords {
  readonly title: string;
  readonly safe: string;
  readonly next: string;
  /** Whether the same link may work in a moment. */
  readonly mayRetry: boolean;
}

/** `isOwn` for a link that the person made for another device of theirs. */
export function joinFailureWords(failure: JoinFailure, isOwn = false): FailureWords {
  const { title, safe, next, mayRetry } = failures[failure];
  const ownNext = isOwn && next === said.askForLink ? said.makeLink : next;
  return { title: title(), safe: safe(), next: ownNext(), mayRetry };
}

/** Why a book that was started here is not here after all. */
export function notSavedWords(reason: SaveFailure): FailureWords {
  const { title, mayRetry } = failures[reason];
  return { title: title(), safe: said.nothingChanged(), next: startAgain[reason](), mayRetry };
}

const startAgain: Readonly<Record<SaveFailure, () => string>> = {
  full: said.freeSpaceThenPress,
  broken: said.restartThenPress,
  closed: said.pressAgain,
  cleared: said.pressAgain,
  'keys-not-made': said.pressOrRestart,
  'keys-not-given-back': said.updateOrOther,
  'not-given-back': said.updateOrOther,
};

interface Failure {
  readonly title: () => string;
  readonly safe: () => string;
  readonly next: () => string;
  readonly mayRetry: boolean;
}

const refused = (title: () => string, next: () => string): Failure => ({
  title,
  safe: said.nothingChanged,
  next,
  mayRetry: false,
});

const passing = (title: () => string, next: () => string): Failure => ({
  title,
  safe: said.linkStillGood,
  next,
  mayRetry: true,
});

const notInStorage = (
  title: () => string,
  next: () => string,
  safe = said.nothingChanged,
): Failure => ({
  title,
  safe,
  next,
  mayRetry: true,
});

const failures: Readonly<Record<JoinFailure, Failure>> = {
  'no-answer': passing(said.noAnswer, said.noAnswerNext),
  'invite-unknown': refused(said.linkUnknown, said.linkUnknownNext),
  'invite-expired': refused(said.linkExpired, said.askForLink),
  'wait-expired': refused(said.waitExpired, said.askForLink),
  'invite-used-up': refused(said.linkUsedUp, said.askForLink),
  'invite-withdrawn': refused(said.linkWithdrawn, said.askForLink),
  removed: refused(said.deviceRemoved, said.askForLink),
  replaced: refused(said.deviceReplaced, said.askForLink),
  declined: refused(said.deviceDeclined, said.askForLink),
  'book-unknown': refused(said.bookUnknown, said.bookUnknownNext),
  'nothing-in-it': passing(said.bookNotThere, said.bookNotThereNext),
  'membership-ended': refused(said.timeOver, said.askForLink),
  'not-admitted': refused(said.notAdmitted, said.askForLink),
  'not-allowed': refused(said.notAdmitted, said.askForLink),
  'not-proven': refused(said.notProven, said.reloadAndOpen),
  'statements-refused': refused(said.notAccepted, said.askForLink),
  'creating-closed': refused(said.bookNotTaken, said.askWhichAddress),
  'permit-needed': refused(said.wordNeeded, said.wordNeededNext),
  'foreign-page': refused(said.foreignPage, said.foreignPageNext),
  'backup-only': refused(said.backupOnly, said.askWhichAddress),
  'book-deleted': refused(said.bookDeleted, said.bookDeletedNext),
  'wrong-version': refused(said.wrongVersion, said.wrongVersionNext),
  malformed: refused(said.malformed, said.malformedNext),
  'too-large': refused(said.tooLarge, said.tooLargeNext),
  'too-slow-to-greet': passing(said.tooSlow, said.betterSignal),
  'too-far-behind': passing(said.tooSlowForAll, said.betterSignal),
  silent: passing(said.brokeOff, said.betterSignal),
  'relay-cannot-save': passing(said.serverCannotSave, said.serverCannotSaveNext),
  'relay-stopping': passing(said.serverRestarts, said.waitAMinute),
  'too-much': passing(said.serverBusy, said.waitAMinute),
  'relay-fault': passing(said.serverFault, said.waitAMinute),
  'too-many-books': passing(said.tooManyBooks, said.tooManyBooksNext),
  full: notInStorage(said.storageFull, said.storageFullNext),
  broken: notInStorage(said.notSaved, said.notSavedNext),
  'keys-not-made': notInStorage(said.keysNotMade, said.keysNotMadeNext, said.linkStillGood),
  'keys-not-given-back': notInStorage(
    said.keysNotGivenBack,
    said.keysNotGivenBackNext,
    said.linkStillGood,
  ),
  'not-given-back': notInStorage(said.notGivenBack, said.notGivenBackNext),
  closed: notInStorage(said.storageClosed, said.justTryAgain),
  cleared: notInStorage(said.storageCleared, said.clearedNext, said.nothingOfBook),
};
