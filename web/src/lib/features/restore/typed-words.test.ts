import { describe, expect, test } from 'vitest';
import { typedWords, withWord, wordsError } from './typed-words.ts';

describe('[SHEET2] words as they are typed', () => {
  test('numbers, capitals and signs between them do no harm', () => {
    const typed = typedWords('1. Abandon\n2. ability, 3) ZOO ');
    expect(typed.map(({ text, state }) => [text, state])).toEqual([
      ['abandon', 'good'],
      ['ability', 'good'],
      ['zoo', 'good'],
    ]);
  });

  test('the word being typed is not called wrong before it is finished', () => {
    expect(typedWords('zoo aban')[1]).toMatchObject({ state: 'begun', likely: ['abandon'] });
    expect(typedWords('zoo aban ')[1]).toMatchObject({ state: 'strange' });
    expect(typedWords('zoo qqq')[1]).toMatchObject({ state: 'strange', likely: [] });
  });

  test('one word put right leaves the others as they were', () => {
    const typed = 'zoo Abandn ability';
    expect(withWord(typed, typedWords(typed)[1]!, 'abandon')).toBe('zoo abandon ability');
    expect(withWord('zoo ab', typedWords('zoo ab')[1]!, 'able')).toBe('zoo able ');
  });

  test('what is wrong is said in a sentence', () => {
    const said = (typed: string) => wordsError(typedWords(typed), false);
    expect(said('')).toBe('Type the 15 words of the sheet.');
    expect(said('zoo')).toBe('These are 1 word. A sheet has 15.');
    expect(said('zoo '.repeat(16))).toMatch(/^These are 16 words\. .* too much\.$/);
    expect(said('zoo qqq zoo')).toMatch(/^Word 2, “qqq”, is on no recovery sheet\./);
    expect(said('zoo '.repeat(15))).toMatch(/^One of these words is not the one on the paper/);
    expect(wordsError(typedWords('zoo'), true)).toBeUndefined();
  });
});
