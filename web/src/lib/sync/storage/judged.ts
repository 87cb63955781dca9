/**
 * What this app stores has passed the gate, and bears a mark: one more byte at its end, which no update
 * ends with, because each ends with a number. Apps of before read it as they always did: Yjs does not look
 * beyond an update's end. What they store, having a window of their own on the same storage, has no mark,
 * and is judged before it is loaded.
 */
import { concat } from '@wardbook/shared/base/bytes';

/** A number's last byte is below 128. */
const mark = 0x81;

export function withMark(update: Uint8Array): Uint8Array {
  return concat(update, Uint8Array.of(mark));
}

/** Nothing needs to be judged of what says nothing: y-indexeddb stores such an update whenever it opens. */
export function saysNothing(stored: unknown): boolean {
  return stored instanceof Uint8Array && stored.length === 2 && stored[0] === 0 && stored[1] === 0;
}

export function isMarked(stored: unknown): stored is Uint8Array {
  return stored instanceof Uint8Array && stored.at(-1) === mark;
}
