import { expect, test } from 'vitest';
import { registerLayouts } from '@wardbook/shared/formats/layouts';
import { layoutText } from './words.ts';

test.each(registerLayouts.map(({ id }) => id))('%s has a name', (id) => {
  expect(layoutText(id)).toMatch(/^[A-Z][A-Za-z ]+, \d+ columns$/);
});

test('columns by hand, and what an earlier version wrote', () => {
  expect(layoutText('by-hand')).toBe('Columns chosen by hand');
  expect(layoutText('Xpress, 14 columns')).toBe('Xpress, 14 columns');
  expect(layoutText('constructor')).toBe('constructor');
});
