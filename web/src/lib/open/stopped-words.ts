/** Why a relay refused for good, in words, and what to do. */
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import * as said from '#lib/words/said/open.ts';

interface Stopped {
  readonly short: () => string;
  /** Where it is more than that everything is saved here. */
  readonly safe?: () => string;
  readonly next: () => string;
  /** Where keepers can do something that others cannot. */
  readonly keeperNext?: () => string;
}

const comesBack: Stopped = {
  short: said.notSharingNow,
  next: said.reloadToTry,
};

/** For each close code that is final. */
export const stopped: Readonly<Record<CloseReason, Stopped>> = {
  malformed: {
    short: said.stoppedMalformed,
    next: said.stoppedMalformedNext,
  },
  'wrong-version': {
    short: said.stoppedWrongVersion,
    next: said.stoppedWrongVersionNext,
  },
  'not-proven': {
    short: said.stoppedNotProven,
    next: said.stoppedNotProvenNext,
  },
  'not-admitted': {
    short: said.stoppedNotAdmitted,
    next: said.stoppedNotAdmittedNext,
  },
  'book-unknown': {
    short: said.stoppedBookUnknown,
    next: said.stoppedBookUnknownNext,
  },
  'membership-ended': {
    short: said.stoppedMembershipEnded,
    safe: said.stoppedMembershipEndedSafe,
    next: said.stoppedMembershipEndedNext,
  },
  'not-allowed': {
    short: said.stoppedNotAllowed,
    next: said.stoppedNotAllowedNext,
  },
  'invite-unknown': {
    short: said.stoppedInviteUnknown,
    next: said.askForNewLink,
  },
  'invite-expired': {
    short: said.stoppedInviteExpired,
    next: said.askForNewLink,
  },
  'wait-expired': {
    short: said.stoppedWaitExpired,
    safe: said.stoppedWaitExpiredSafe,
    next: said.askForNewLink,
  },
  'invite-used-up': {
    short: said.stoppedInviteUsedUp,
    next: said.askForNewLink,
  },
  'invite-withdrawn': {
    short: said.stoppedInviteWithdrawn,
    next: said.askForNewLink,
  },
  // Without the keeper's signed word for it: with that, the book leaves the device.
  removed: {
    short: said.stoppedRemoved,
    safe: said.stoppedRemovedSafe,
    next: said.stoppedRemovedNext,
  },
  declined: {
    short: said.stoppedDeclined,
    safe: said.stoppedDeclinedSafe,
    next: said.stoppedDeclinedNext,
  },
  replaced: {
    short: said.stoppedReplaced,
    safe: said.stoppedReplacedSafe,
    next: said.stoppedReplacedNext,
  },
  'creating-closed': {
    short: said.stoppedCreatingClosed,
    next: said.stoppedCreatingClosedNext,
  },
  'permit-needed': {
    short: said.stoppedPermitNeeded,
    next: said.stoppedPermitNeededNext,
    keeperNext: said.stoppedPermitNeededKeeperNext,
  },
  'book-deleted': {
    short: said.stoppedBookDeleted,
    safe: said.stoppedBookDeletedSafe,
    next: said.stoppedBookDeletedNext,
    keeperNext: said.stoppedBookDeletedKeeperNext,
  },
  'foreign-page': {
    short: said.stoppedForeignPage,
    next: said.stoppedForeignPageNext,
  },
  'backup-only': {
    short: said.stoppedBackupOnly,
    next: said.stoppedBackupOnlyNext,
  },
  'too-large': {
    short: said.stoppedTooLarge,
    next: said.stoppedTooLargeNext,
  },
  'statements-refused': {
    short: said.stoppedStatementsRefused,
    next: said.askForNewLink,
  },
  'too-slow-to-greet': comesBack,
  'too-far-behind': comesBack,
  'relay-cannot-save': comesBack,
  'relay-stopping': comesBack,
  'too-much': comesBack,
  silent: comesBack,
  'relay-fault': comesBack,
  'too-many-books': {
    short: said.stoppedTooManyBooks,
    next: said.stoppedTooManyBooksNext,
  },
};
