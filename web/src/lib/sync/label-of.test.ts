import { expect, test } from 'vitest';
import { labelOf } from './membership.ts';

test('[SEAL12] a label is the person’s name, with their device’s behind a line break', () => {
  expect(labelOf('Ann', 'Firefox on Linux')).toBe('Ann\nFirefox on Linux');
  expect(labelOf(' Ann ', undefined)).toBe('Ann');
  expect(labelOf('An\nn', 'Fire\nfox')).toBe('An n\nFire fox');
});
