import { expect, test } from 'vitest';
import { plainBytesMax } from '@wardbook/shared/sealing/plain-bounds';
import { bookBounds, updateBounds } from '../gate/bounds.ts';
import { plainBoundsAt } from './plain-bounds-at.ts';

test('[SEAL24] an update may be as long as a book in books of before only', () => {
  expect(plainBoundsAt(1).update).toBe(bookBounds.bytesMax);
  for (const schema of [2, 3, 1_000]) expect(plainBoundsAt(schema)).toBe(plainBytesMax);
});

test('[SEAL24] what is opened is as long as the gate lets in, and no longer', () => {
  const { update, snapshot } = plainBoundsAt(2);
  expect([update, snapshot]).toEqual([updateBounds.bytesMax, bookBounds.bytesMax]);
});
