import { describe, expect, test } from 'vitest';
import { parseRegisterDate, readAttainment } from './register-date.ts';

const today = '2026-11-23';
const adult18 = { today, votingAgeYears: 18, minimumAgeYears: 16 };
const adult16 = { ...adult18, votingAgeYears: 16 };

describe('[FMT17] dates', () => {
  test.each([
    ['08/10/2026', '2026-10-08'],
    ['8/1/2027', '2027-01-08'],
    ['08-10-2026', '2026-10-08'],
    ['08.10.26', '2026-10-08'],
    ['2026-10-08', '2026-10-08'],
    ['2026-10-08T00:00:00', '2026-10-08'],
    ['08/10/2026 00:00', '2026-10-08'],
    ['01-Jan-2027', '2027-01-01'],
    ['1st January 2027', '2027-01-01'],
    ['01-Sept-2027', '2027-09-01'],
    ['01/02/89', '1989-02-01'],
  ])('%s is %s', (text, iso) => {
    expect(parseRegisterDate(text, today)).toBe(iso);
  });

  test.each(['not-a-date', '31/02/2027', '12/25/2026', '0', '20261008', '01-Foo-2027', '45000'])(
    '%s is no date',
    (text) => {
      expect(parseRegisterDate(text, today)).toBeUndefined();
    },
  );

  test.each([
    ['24/11/2026', 'attains', '2026-11-24'],
    ['23/11/2028', 'attains', '2028-11-23'],
    ['08/10/2026', 'attains', '2026-10-08'],
    ['23/11/2010', 'attains', '2028-11-23'],
    ['29/02/2008', 'none', undefined],
    ['24/11/2008', 'attains', '2026-11-24'],
    ['23/11/2008', 'none', undefined],
    ['01-Jan-2000', 'none', undefined],
    ['', 'none', undefined],
    ['24/11/2028', 'under-age', undefined],
    ['24/11/2010', 'under-age', undefined],
    ['01/01/2020', 'under-age', undefined],
    ['15/03/1802', 'bad', undefined],
    ['01/01/2045', 'bad', undefined],
    ['not-a-date', 'bad', undefined],
  ])('in a column that may hold births, %s reads as %s', (text, type, date) => {
    const expected = date === undefined ? { type } : { type, date };
    expect(readAttainment(text, true, adult18)).toEqual(expected);
  });

  test('an old date of attainment is a grown person, not a birth', () => {
    expect(readAttainment('01/01/2015', false, adult18)).toEqual({ type: 'none' });
    expect(readAttainment('01/01/2015', true, adult18)).toEqual({ type: 'under-age' });
  });

  test('the voting age is data: at 16 nobody is left to attain it', () => {
    expect(readAttainment('24/11/2026', true, adult16)).toEqual({ type: 'under-age' });
    expect(readAttainment('23/11/2010', true, adult16)).toEqual({ type: 'none' });
  });

  test('somebody born on 29 February comes of age on 1 March', () => {
    const rules = { ...adult18, today: '2026-02-28' };
    expect(readAttainment('29/02/2008', true, rules)).toEqual({
      type: 'attains',
      date: '2026-03-01',
    });
  });
});
