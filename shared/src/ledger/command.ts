/** What every command takes and gives. */
import type { DeviceId } from '../base/ids.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import type { EventId } from './ledger.ts';

/** Who acts: the device, its clock and its source of chance. */
export interface Author {
  readonly device: DeviceId;
  readonly now: Clock;
  readonly random: RandomBytes;
}

export type RefusalReason =
  /** The book was changed by a newer version; this one only reads it. */
  | 'newer-book'
  /** It is a book of another kind than this version knows; this one only reads it. */
  | 'unknown-kind'
  /** Nobody with this id is in the book. */
  | 'unknown-person'
  /** An anonymous entry: nothing may be recorded about them. */
  | 'anonymous'
  /** The book has no such code. */
  | 'unknown-code'
  /** A text is too long, a list too large, or a value not one of those allowed. */
  | 'not-allowed'
  /** It was taken back and put back as often as it can be. */
  | 'undone-too-often'
  /** There are as many entries about this person or thing as there may be. */
  | 'record-full'
  /** There was nothing to do. */
  | 'nothing';

export interface Refused {
  readonly type: 'refused';
  readonly reason: RefusalReason;
}

/** The events that were written, in order: what `undo` takes. */
export interface Done {
  readonly type: 'done';
  readonly ids: EventId[];
}

export type CommandResult = Done | Refused;

export function refused(reason: RefusalReason): Refused {
  return { type: 'refused', reason };
}

/** A plain sentence for the person whose act was refused. */
export function describeRefusal(reason: RefusalReason): string {
  return refusalSentences[reason];
}

const refusalSentences: Readonly<Record<RefusalReason, string>> = {
  'newer-book':
    'A newer Wardbook has changed this book. You can read it here; reload to get the newer version before you write.',
  'unknown-kind':
    'This is a kind of book that this Wardbook does not know. Nothing was changed in it; reload to get the newer version.',
  'unknown-person': 'This person is not in the book. Nothing was recorded.',
  anonymous:
    'This is an anonymous entry. The law protects who it is, so nothing may be recorded about them.',
  'unknown-code':
    'This answer is not one of the book’s codes. Choose another; nothing was recorded.',
  'not-allowed':
    'This is too long, or is not something that can be recorded here. Shorten it and try again.',
  'undone-too-often':
    'This has been taken back and put back too often to do it once more. It stays as it is; record it anew instead.',
  'record-full':
    'There is no room for more entries about this. All that was recorded is kept; nothing was added.',
  nothing: 'There was nothing to record.',
};
