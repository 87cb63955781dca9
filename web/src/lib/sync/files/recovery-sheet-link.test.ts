import { describe, expect, test } from 'vitest';
import { parseRecoverySheetFragment, writeRecoverySheetLink } from './recovery-sheet-link.ts';

const sheet = { seed: new Uint8Array(16).fill(7), bookStart: Uint8Array.of(1, 2, 3, 4) };
const link = writeRecoverySheetLink('https://ward.example', sheet);

describe('[SHEET2] a sheet as a link has one form', () => {
  test('all that counts stands after the #', () => {
    expect(link).toBe('https://ward.example/restore#1.BwcHBwcHBwcHBwcHBwcHBw.AQIDBA');
    expect(parseRecoverySheetFragment(new URL(link).hash)).toEqual(sheet);
    expect(parseRecoverySheetFragment(new URL(link).hash.slice(1))).toEqual(sheet);
  });

  test.each([
    '',
    '#',
    '#1',
    '#1.BwcHBwcHBwcHBwcHBwcHBw',
    '#2.BwcHBwcHBwcHBwcHBwcHBw.AQIDBA',
    '#1.BwcHBwcHBwcHBwcHBwcHBw.AQIDBA.more',
    '#1.BwcHBwcHBwcHBwcHBwcHB.AQIDBA',
    '#1.BwcHBwcHBwcHBwcHBwcHBw.AQIDBAU',
    '#1.BwcHBwcHBwcHBwcHBwcH%w.AQIDBA',
  ])('%s is none', (fragment) => {
    expect(parseRecoverySheetFragment(fragment)).toBeUndefined();
  });
});
