import { describe, expect, test } from 'vitest';
import { closeCodes, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import { deletionTexts, isSameName, notDeletedWords } from './deletion-words.ts';

describe('before a relay deletes the book', () => {
  test('it is said what goes, what stays, and that it is for good', () => {
    for (const others of [0, 1, 3])
      for (const isFirst of [true, false]) {
        const texts = deletionTexts(others, isFirst);
        for (const text of texts) expect(text).toMatch(/^[A-Z].+\.$/);
        const all = texts.join(' ');
        expect(all).toMatch(/never be put back/);
        expect(all).toMatch(/Every device keeps its copy/);
        expect(all.includes('share nothing')).toBe(others === 0);
        expect(all.includes('settled at this relay')).toBe(others > 0 && isFirst);
      }
  });

  test('the ward’s name confirms it, however it is typed, and nothing else does', () => {
    for (const typed of ['St Luke’s', " st  luke's ", 'ST LUKE’S'])
      expect(isSameName(typed, 'St Luke’s')).toBe(true);
    expect(isSameName('Kings-ward', 'Kings–Ward')).toBe(true);
    for (const typed of ['', 'St Luke', 'St Lukes'])
      expect(isSameName(typed, 'St Luke’s')).toBe(false);
  });
});

test('a deletion that was not done is told in whole sentences, and called undone only if it is', () => {
  const reasons = [undefined, ...(Object.keys(closeCodes) as CloseReason[])];
  const stays = reasons.map((reason) => ({ type: 'stays' as const, reason }));
  for (const each of [...stays, { type: 'no-connection' }, { type: 'no-answer' }] as const) {
    const { title, next } = notDeletedWords(each);
    for (const sentence of [title, next]) expect(sentence).toMatch(/^[A-Z].+\.$/);
  }
  expect(notDeletedWords({ type: 'no-answer' }).title).toMatch(/may or may not/);
  expect(notDeletedWords({ type: 'stays', reason: undefined }).title).not.toMatch(/still there/);
});
