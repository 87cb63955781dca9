import { expect, test } from 'vitest';
import { bytesText } from './bytes-text.ts';

test('space is said in the units that phones use', () => {
  expect([0, 1_500, 3_400_000, 2_150_000_000].map(bytesText)).toEqual([
    '1 KB',
    '2 KB',
    '3.4 MB',
    '2.1 GB',
  ]);
});
