import { describe, expect, test } from 'vitest';
import { seededRandom } from '@wardbook/shared/testing/seeded-random';
import { isWord, pickPlaces } from './proof.ts';

describe('[SHEET1] the proof that a recovery sheet is on paper', () => {
  test('asks for three different words, in order, and over time for every one', () => {
    const random = seededRandom(7);
    const asked = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const places = pickPlaces(15, random);
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      expect(places).toHaveLength(3);
      for (const place of places) asked.add(place);
    }
    expect([...asked].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, i) => i));
  });

  test('takes a word in any case and spacing, and no other', () => {
    for (const typed of ['abandon', ' Abandon ', 'ABANDON.', '3. abandon'])
      expect(isWord(typed, 'abandon'), typed).toBe(true);
    for (const typed of ['', 'abando', 'abandon abandon', 'ability'])
      expect(isWord(typed, 'abandon'), typed).toBe(false);
  });
});
