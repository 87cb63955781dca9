import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatElectorNumber,
  readElectorNumber,
  splitElectorNumber,
  looksLikeDate,
} from './elector-number.ts';

const cells = { district: '1BDF', number: '', suffix: '', whole: '' };
const plain = { type: 'number', district: '1BDF', suffix: '', anonymous: false };

describe('[FMT11] whole numbers', () => {
  test.each([
    ['1BDF-124/1', '1BDF', '124', '1'],
    ['1BDF-124', '1BDF', '124', ''],
    ['1BDF-124/0', '1BDF', '124', ''],
    ['KD-2/2-289/1', 'KD-2/2', '289', '1'],
    ['KD-2/2-289', 'KD-2/2', '289', ''],
    ['BW1 888', 'BW1', '888', ''],
    ['BW1-3.5', 'BW1', '3.5', ''],
    ['888/8', '', '888', '8'],
  ])('%s is split from the right', (text, district, number, suffix) => {
    expect(splitElectorNumber(text)).toEqual({ district, number, suffix });
  });

  test.each(['', 'Smith', 'BW1888', '1BDF-0', 'A-12345678', '12/', 'A-1/12345'])(
    '%j is not split',
    (text) => {
      expect(splitElectorNumber(text)).toBeUndefined();
    },
  );

  test('splitting undoes writing', () => {
    const district = fc.stringMatching(/^[A-Z0-9]([A-Z0-9/-]{0,6}[A-Z0-9])?$/);
    const number = fc.stringMatching(/^[1-9]\d{0,5}(\.[1-9])?$/);
    const suffix = fc.stringMatching(/^([1-9]\d?)?$/);
    fc.assert(
      fc.property(fc.record({ district, number, suffix }), (parts) => {
        expect(splitElectorNumber(formatElectorNumber(parts))).toEqual(parts);
      }),
    );
  });
});

describe('[FMT12] number and suffix cells', () => {
  test.each([
    ['5', '5'],
    ['5.000', '5'],
    ['5.0', '5'],
    ['3.5', '3.5'],
    ['3.500', '3.5'],
    ['70.75', '70.75'],
    ['8.10', '8.10'],
  ])('%s is number %s', (text, number) => {
    expect(readElectorNumber({ ...cells, number: text })).toEqual({ ...plain, number });
  });

  test('the suffix may be in its own cell, in the number, or 0', () => {
    const read = (number: string, suffix: string) =>
      readElectorNumber({ ...cells, number, suffix });
    expect(read('12/1', '')).toEqual({ ...plain, number: '12', suffix: '1' });
    expect(read('12', '1')).toEqual({ ...plain, number: '12', suffix: '1' });
    expect(read('12', '0')).toEqual({ ...plain, number: '12' });
    expect(read('12/0', '0')).toEqual({ ...plain, number: '12' });
  });

  test('a number that repeats its district is no riddle', () => {
    expect(readElectorNumber({ ...cells, number: '1BDF-12/1' })).toEqual({
      ...plain,
      number: '12',
      suffix: '1',
    });
  });

  test('a number of another district is not put into this one', () => {
    const reading = readElectorNumber({ ...cells, number: 'BW1-12' });
    expect(reading).toEqual({ type: 'unreadable', detail: 'BW1-12' });
    expect(looksLikeDate('BW1-12')).toBe(false);
  });

  test.each(['12-Jan', '2026-01-12', '01/12/2026', 'Jan-12'])(
    '%s was a number once, and is refused as a date',
    (number) => {
      const reading = readElectorNumber({ ...cells, number });
      expect(reading).toEqual({ type: 'unreadable', detail: number });
      expect(looksLikeDate(number)).toBe(true);
    },
  );

  test('no number, or no district, is missing', () => {
    expect(readElectorNumber(cells)).toEqual({ type: 'missing' });
    expect(readElectorNumber({ ...cells, district: '', number: '12' })).toEqual({
      type: 'missing',
    });
  });

  test('[FMT20] N after the number is an anonymous entry', () => {
    const anonymous = { ...plain, number: '52', anonymous: true };
    expect(readElectorNumber({ ...cells, number: '52N' })).toEqual(anonymous);
    expect(readElectorNumber({ ...cells, number: '52/N' })).toEqual(anonymous);
    expect(readElectorNumber({ ...cells, number: '52', suffix: 'N' })).toEqual(anonymous);
    expect(readElectorNumber({ ...cells, district: '', whole: '1BDF-52N' })).toEqual(anonymous);
  });
});
