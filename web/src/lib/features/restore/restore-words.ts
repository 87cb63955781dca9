// Why a book did not come back, in words: what happened, what is safe, what to do.
import type { RestoreFailure } from '#lib/device/restore-book.ts';
import * as said from '#lib/words/said/restore.ts';

export interface RestoreWords {
  readonly title: string;
  readonly next: string;
  /** Whether a colleague's copy, or another one, may help. */
  readonly isAboutFile: boolean;
}

export function restoreWords(failure: RestoreFailure): RestoreWords {
  const { title, next, isAboutFile } = own[failure] ?? relayRefused;
  return { title: title(), next: next(), isAboutFile };
}

interface Failure {
  readonly title: () => string;
  readonly next: () => string;
  readonly isAboutFile: boolean;
}

const aboutFile = (title: () => string, next: () => string): Failure => ({
  title,
  next,
  isAboutFile: true,
});

const notAboutFile = (title: () => string, next: () => string): Failure => ({
  title,
  next,
  isAboutFile: false,
});

const relayRefused = aboutFile(said.relayRefused, said.relayRefusedNext);

const own: Readonly<Partial<Record<RestoreFailure, Failure>>> = {
  'no-answer': aboutFile(said.noAnswer, said.noAnswerNext),
  'no-such-book': aboutFile(said.noSuchBook, said.noSuchBookNext),
  'recovery-sheet-unknown': aboutFile(said.recoverySheetUnknown, said.recoverySheetUnknownNext),
  'recovery-sheet-cancelled': notAboutFile(
    said.recoverySheetCancelled,
    said.recoverySheetCancelledNext,
  ),
  'nothing-in-it': aboutFile(said.nothingInIt, said.nothingInItNext),
  'not-let-in': notAboutFile(said.notLetIn, said.notLetInNext),
  'older-than-recovery-sheet': aboutFile(
    said.olderThanRecoverySheet,
    said.olderThanRecoverySheetNext,
  ),
  'other-book': aboutFile(said.otherBook, said.otherBookNext),
  'not-a-bundle': aboutFile(said.noCopy, said.noCopyNext),
  'not-whole': aboutFile(said.notWhole, said.notWholeNext),
  truncated: aboutFile(said.cutShort, said.cutShortNext),
  forged: aboutFile(said.brokenFile, said.brokenFileNext),
  'no-key': aboutFile(said.brokenFile, said.brokenFileNext),
  'wrong-version': notAboutFile(said.wrongVersion, said.wrongVersionNext),
  'too-large': aboutFile(said.tooLarge, said.tooLargeNext),
  'removed-device': aboutFile(said.removedDevice, said.askMember),
  'not-a-member': aboutFile(said.notAMember, said.askMember),
  full: notAboutFile(said.storageFull, said.storageFullNext),
  broken: notAboutFile(said.notSaved, said.notSavedNext),
  'keys-not-made': notAboutFile(said.keysNotMade, said.keysNotMadeNext),
  'keys-not-given-back': notAboutFile(said.keysNotGivenBack, said.keysNotGivenBackNext),
  'not-given-back': notAboutFile(said.notGivenBack, said.notGivenBackNext),
  closed: notAboutFile(said.storageClosed, said.pressAgain),
  cleared: notAboutFile(said.storageCleared, said.pressAgain),
  'relay-cannot-save': notAboutFile(said.relayBusy, said.relayBusyNext),
  'relay-stopping': notAboutFile(said.relayBusy, said.relayBusyNext),
  'too-much': notAboutFile(said.relayBusy, said.relayBusyNext),
  'too-slow-to-greet': notAboutFile(said.relayBusy, said.relayBusyNext),
  'too-far-behind': notAboutFile(said.relayBusy, said.relayBusyNext),
  'relay-fault': notAboutFile(said.relayBusy, said.relayBusyNext),
  silent: notAboutFile(said.relayBusy, said.relayBusyNext),
};
