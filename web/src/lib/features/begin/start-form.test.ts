import { describe, expect, test } from 'vitest';
import { districtsOf, isFree, startErrors, type StartForm } from './start-form.ts';

const good: StartForm = {
  ward: 'Elmfield',
  council: 'Trafford Council',
  name: 'Ruth Okafor',
  districts: [],
};
const rows = (...all: [letters: string, name: string][]) =>
  all.map(([letters, name], key) => ({ key, letters, name }));

describe('the form for a new book', () => {
  test('polling districts may be left empty', () => {
    expect(isFree(startErrors(good))).toBe(true);
    expect(isFree(startErrors({ ...good, districts: rows(['', ''], [' ', '']) }))).toBe(true);
  });

  test('every empty field has a sentence that says what to enter', () => {
    const errors = startErrors({ ...good, ward: ' ', council: '', name: '' });
    expect(isFree(errors)).toBe(false);
    for (const error of [errors.ward, errors.council, errors.name])
      expect(error).toMatch(/^Enter /);
  });

  test('a name that is too long is told so rather than cut', () => {
    expect(startErrors({ ...good, name: 'x'.repeat(201) }).name).toMatch(/^Shorten/);
    expect(startErrors({ ...good, name: 'x'.repeat(200) }).name).toBeUndefined();
  });

  test('a district needs letters, once, and not too many', () => {
    const { districts } = startErrors({
      ...good,
      districts: rows(
        ['1BDF', ''],
        ['', 'School'],
        ['1bdf', ''],
        ['X'.repeat(21), ''],
        ['KD-2', ''],
      ),
    });
    expect([...districts.keys()]).toEqual([1, 2, 3]);
    expect(districts.get(2)).toContain('1BDF is in the list already');
  });

  test('what goes into the book has capitals, a name, and no empty rows', () => {
    expect(districtsOf(rows([' 1bdf ', ''], ['', ''], ['1BDG', ' St Mary’s ']))).toEqual([
      { letters: '1BDF', name: '1BDF' },
      { letters: '1BDG', name: 'St Mary’s' },
    ]);
  });
});
