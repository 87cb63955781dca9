/** How much of a book a relay holds and may come to hold, as its `room` frame says. */
import { number, oneOf, type RecordOf } from '../base/binary-fields.ts';

export const bookRoom = {
  /** What is nearly used up: what the book may hold, where a snapshot helps, or the whole relay. */
  short: oneOf(['none', 'book', 'relay']),
  usedBytes: number,
  limitBytes: number,
};
export type BookRoom = RecordOf<typeof bookRoom>;
