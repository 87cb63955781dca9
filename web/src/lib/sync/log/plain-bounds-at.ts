/** How long an entry may be once it is opened, where it stands in its log. */
import {
  plainBytesMax,
  uncutBytesMax,
  type PlainBounds,
} from '@wardbook/shared/sealing/plain-bounds';
import { appended } from '../gate/gate.ts';

/** `schema`: the book's, there. */
export function plainBoundsAt(schema: number): PlainBounds {
  return schema < appended ? uncutBytesMax : plainBytesMax;
}
