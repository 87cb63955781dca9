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

/** What happened, what is safe, what to do. */
export interface FaultWords {
  readonly title: string;
  readonly safe?: string;
  readonly next: string;
}

/** How somebody wants to unlock the book. */
export type Kind = 'pin' | 'passphrase' | 'passkey';

export const idleChoices = [
  { value: '5', label: '5 minutes' },
  { value: '15', label: '15 minutes' },
  { value: '60', label: '1 hour' },
];

const minuteMs = 60_000;

export function idleMsOf(choice: string): number {
  return Number(choice) * minuteMs;
}

export function choiceOf(idleMs: number): string {
  return String(idleMs / minuteMs);
}

/** What is wrong with a new PIN or passphrase and how to put it right. */
export function pinFaultText(fault: PinFault, kind: Exclude<Kind, 'passkey'>): string {
  switch (fault) {
    case 'too-short':
      return kind === 'pin'
        ? `Use at least ${pinDigitsMin} digits.`
        : `Use at least ${passphraseMin} letters: a few words that do not belong together are easy to remember.`;
    case 'too-long':
      return `Shorten this to ${secretMax} characters or fewer.`;
    case 'one-character':
      return 'One character over and over is tried first. Choose another.';
    case 'run':
      return 'Digits in a row, such as 123456, are tried first. Choose others.';
    case 'pattern':
      return 'Digits in a pattern, such as 121212, are tried first. Choose others.';
    case 'well-known':
      return 'Many people use this one, so it is tried first. Choose another.';
  }
}

/** '5 seconds', '1 minute', '15 minutes'; never less than what is left. */
export function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

export function wrongText(isDigits: boolean, waitMs: number): string {
  const secret = isDigits ? 'PIN' : 'passphrase';
  const wait = waitMs > 0 ? ` You can try again in ${waitText(waitMs)}.` : ' Try again.';
  return `That is not the ${secret}.${wait} Nothing is lost, however often you try.`;
}

/** Why the book was not locked. */
export function notLockedWords(fault: LockFault): FaultWords {
  const safe = 'Nothing was changed: your book is on this device as it was, and open.';
  switch (fault) {
    case 'full':
      return {
        title: 'The book is not locked: this device is full.',
        safe,
        next: 'Wardbook needs room for the sealed copy before it takes the open one away. Free some space, then lock it again.',
      };
    case 'other-window':
      return {
        title: 'The book is not locked: another window is busy with it.',
        safe,
        next: 'Close other windows of Wardbook, then lock it again.',
      };
    case 'broken':
      return {
        title: 'The book is not locked: the browser did not keep the sealed copy as it should.',
        safe,
        next: 'Try again. If that does not help, restart the browser.',
      };
  }
}

/** Why the book was not unlocked though the key was right. */
export function notUnlockedWords(fault: LockFault | 'damaged'): FaultWords {
  const safe = 'Nothing was changed: your book is on this device, sealed as it was.';
  switch (fault) {
    case 'full':
      return {
        title: 'The key is right, but this device is too full to open the book.',
        safe,
        next: 'Free some space, then unlock it again.',
      };
    case 'other-window':
      return {
        title: 'Another window is busy with this book.',
        safe,
        next: 'Close other windows of Wardbook, then unlock it again.',
      };
    case 'broken':
      return {
        title: 'The key is right, but the browser did not let Wardbook open the book.',
        safe,
        next: 'Try again. If that does not help, restart the browser.',
      };
    case 'damaged':
      return {
        title: 'The key is right, but the sealed copy on this device is damaged.',
        safe: 'What you had shared is on your colleagues’ devices.',
        next: 'Ask a keeper for a new link, remove this copy, and join again.',
      };
  }
}

/** What became of a lock that was asked for; undefined when it is on. */
export function setResultWords(result: SetResult): FaultWords | undefined {
  const safe = 'Your book is as it was, without a lock.';
  switch (result) {
    case 'set':
      return undefined;
    case 'no-connection':
      return {
        title: 'Setting a lock needs a connection, once.',
        safe,
        next: 'This device is given new keys for it, and the relay that settles who is in the book has to hear of them. Try again once it can be reached.',
      };
    case 'no-answer':
      return {
        title: 'The relay has not answered yet.',
        safe: 'Your book is as it was.',
        next: 'The lock is ready and goes on by itself once the relay has answered. Keep your PIN in mind.',
      };
    case 'not-a-member':
      return {
        title: 'Your time in this book has ended.',
        safe,
        next: 'A lock needs a place in the book. Ask a keeper to let you in again.',
      };
    case 'too-many':
      return {
        title: 'No more locks can be set by you in this book.',
        safe,
        next: `Each lock gives a device new keys, and a book takes them ${replacedMax} times from one person. To set one all the same, remove the book from this device and join it again by a keeper’s link.`,
      };
    case 'full':
      return {
        title: 'This device is full.',
        safe,
        next: 'Free some space on this device, then try again.',
      };
    case 'broken':
      return {
        title: 'The browser did not keep the lock.',
        safe,
        next: 'Reload the page and try again.',
      };
  }
}

/** What the lock does and does not do, for whoever sets one. */
export const protection = {
  does: [
    'A locked book cannot be read by somebody who finds or borrows this device.',
    'Even its ward is not shown, and what you had not shared yet stays sealed until you unlock it.',
  ],
  doesNot: [
    'Six digits slow down, but do not stop, somebody who copies this device’s storage and has a computer try them all. A long passphrase or a passkey does.',
    'An open book is not protected. If you close Wardbook without locking, the book stays open on this device until Wardbook is next opened after the time you choose.',
    'It does not help against somebody who controls this device, or watches you type.',
  ],
};
