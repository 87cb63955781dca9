/** How much of a book a relay holds and may come to hold, as its `space` frame says. */
import { number, oneOf, type RecordOf } from '../base/binary-fields.ts';

export const bookSpace = {
  /** What is nearly used up: the book's own limit (then a snapshot frees space), or the relay's. */
  short: oneOf(['none', 'book', 'relay']),
  usedBytes: number,
  limitBytes: number,
};
export type BookSpace = RecordOf<typeof bookSpace>;
