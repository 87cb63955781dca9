import { expect, test } from 'vitest';
import { likelyWords } from './recovery-sheet-words.ts';

test('[SHEET2] whoever mistypes a word is offered what they may have meant', () => {
  for (const slip of ['abandn', 'abandom', 'abbandon', 'baandon', 'abandno', 'aban'])
    expect(likelyWords(slip, 3)[0], slip).toBe('abandon');
  expect(likelyWords('zo', 3)).toEqual(['zone', 'zoo']);
  expect(likelyWords('zoo', 3)[0]).toBe('zoo');
  expect(likelyWords('abilityyy', 3)).toEqual(['ability']);
});

test('[SHEET2] never more than asked for, and nothing for nothing', () => {
  expect(likelyWords('a', 3)).toHaveLength(3);
  expect(likelyWords('', 3)).toEqual([]);
  expect(likelyWords('qqqqqq', 3)).toEqual([]);
});
