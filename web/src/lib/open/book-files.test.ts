import { expect, test } from 'vitest';
import { bookFileName } from './book-files.ts';

test('a file is named by its ward, its kind and its day', () => {
  const at = new Date(2026, 0, 5, 23, 59).getTime();
  expect(bookFileName('Elmfield', at)).toBe('Elmfield 2026-01-05.wardbook');
  expect(bookFileName('Elm/field', at, 'unshared')).toBe('Elm field unshared 2026-01-05.wardbook');
  expect(bookFileName(undefined, at)).toBe('Ward 2026-01-05.wardbook');
});
