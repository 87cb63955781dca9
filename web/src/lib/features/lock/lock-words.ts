// What is said about the lock: what it is for, why a PIN will not do, how long to wait, what failed.
import { replacedMax } from '@wardbook/shared/access/state';
import {
  passphraseMin,
  pinDigitsMin,
  secretMax,
  type PinFault,
} from '#lib/device/lock/pin-rules.ts';
import type { LockFault } from '#lib/device/lock/lock-book.ts';
import type { SetResult } from '#lib/device/lock/set-lock.ts';
import type { BookLock } from '#lib/device/shelf.ts';
import * as said from '#lib/words/said/lock.ts';

/** What happened, what is safe, what to do. */
export interface FaultWords {
  readonly title: string;
  readonly safe?: string;
  readonly next: string;
}

/** How somebody wants to unlock the book. */
export type Kind = 'pin' | 'passphrase' | 'passkey';

/** What is typed. */
type Secret = Exclude<Kind, 'passkey'>;

export function secretOf({ isDigits }: Pick<BookLock, 'isDigits'>): Secret {
  return isDigits ? 'pin' : 'passphrase';
}

export function idleChoices() {
  return [
    { value: '5', label: said.minutes({ count: 5 }) },
    { value: '15', label: said.minutes({ count: 15 }) },
    { value: '60', label: said.hours({ count: 1 }) },
  ];
}

const minuteMs = 60_000;

export function idleMsOf(choice: string): number {
  return Number(choice) * minuteMs;
}

export function choiceOf(idleMs: number): string {
  return String(idleMs / minuteMs);
}

/** What is wrong with a new PIN or passphrase and how to put it right. */
export function pinFaultText(fault: PinFault, kind: Secret): string {
  switch (fault) {
    case 'too-short':
      return kind === 'pin'
        ? said.pinTooShort({ min: pinDigitsMin })
        : said.passphraseTooShort({ min: passphraseMin });
    case 'too-long':
      return said.tooLong({ max: secretMax });
    case 'one-character':
      return said.oneCharacter();
    case 'run':
      return said.run();
    case 'pattern':
      return said.pattern();
    case 'well-known':
      return said.wellKnown();
  }
}

/** '5 seconds', '1 minute', '15 minutes'; never less than what is left. */
export function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 60
    ? said.seconds({ count: seconds })
    : said.minutes({ count: Math.ceil(seconds / 60) });
}

export function wrongText(secret: Secret, waitMs: number): string {
  return waitMs > 0 ? said.wrongWait({ secret, wait: waitText(waitMs) }) : said.wrong({ secret });
}

/** Why the book was not locked. */
export function notLockedWords(fault: LockFault): FaultWords {
  const safe = said.nothingChangedOpen();
  switch (fault) {
    case 'full':
      return {
        title: said.notLockedFull(),
        safe,
        next: said.notLockedFullNext(),
      };
    case 'other-window':
      return {
        title: said.notLockedBusy(),
        safe,
        next: said.notLockedBusyNext(),
      };
    case 'broken':
      return {
        title: said.notLockedBroken(),
        safe,
        next: said.restartBrowser(),
      };
  }
}

/** Why the book was not unlocked though the key was right. */
export function notUnlockedWords(fault: LockFault | 'damaged'): FaultWords {
  const safe = said.nothingChangedSealed();
  switch (fault) {
    case 'full':
      return {
        title: said.notUnlockedFull(),
        safe,
        next: said.notUnlockedFullNext(),
      };
    case 'other-window':
      return {
        title: said.notUnlockedBusy(),
        safe,
        next: said.notUnlockedBusyNext(),
      };
    case 'broken':
      return {
        title: said.notUnlockedBroken(),
        safe,
        next: said.restartBrowser(),
      };
    case 'damaged':
      return {
        title: said.damaged(),
        safe: said.damagedSafe(),
        next: said.damagedNext(),
      };
  }
}

/** What became of a lock that was asked for; undefined when it is on. */
export function setResultWords(result: SetResult): FaultWords | undefined {
  const safe = said.asItWasUnlocked();
  switch (result) {
    case 'set':
      return undefined;
    case 'no-connection':
      return {
        title: said.needsConnection(),
        safe,
        next: said.needsConnectionNext(),
      };
    case 'no-answer':
      return {
        title: said.noAnswer(),
        safe: said.asItWas(),
        next: said.noAnswerNext(),
      };
    case 'not-a-member':
      return {
        title: said.timeEnded(),
        safe,
        next: said.timeEndedNext(),
      };
    case 'too-many':
      return {
        title: said.tooMany(),
        safe,
        next: said.tooManyNext({ max: replacedMax }),
      };
    case 'full':
      return {
        title: said.deviceFull(),
        safe,
        next: said.deviceFullNext(),
      };
    case 'broken':
      return {
        title: said.lockNotSaved(),
        safe,
        next: said.lockNotSavedNext(),
      };
  }
}

/** What the lock does and does not do, for whoever sets one. */
export function protection() {
  return {
    does: [said.doesFinder(), said.doesSeal()],
    doesNot: [said.doesNotDigits(), said.doesNotOpen(), said.doesNotControl()],
  };
}
