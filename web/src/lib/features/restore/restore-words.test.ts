import { expect, test } from 'vitest';
import { closeCodes } from '@wardbook/shared/protocol/close-codes';
import type { RestoreFailure } from '#lib/device/restore-book.ts';
import { restoreWords } from './restore-words.ts';

const others: Exclude<RestoreFailure, keyof typeof closeCodes>[] = [
  'no-answer',
  'no-such-book',
  'recovery-sheet-unknown',
  'recovery-sheet-cancelled',
  'older-than-recovery-sheet',
  'nothing-in-it',
  'not-let-in',
  'other-book',
  'not-a-bundle',
  'truncated',
  'forged',
  'no-key',
  'not-whole',
  'not-removed',
  'may-not-write',
  'not-a-member',
  'removed-device',
  'full',
  'broken',
  'closed',
  'cleared',
];
const all = [...others, ...Object.keys(closeCodes)] as RestoreFailure[];

test.each(all)('[SHEET6] %s: what happened and what to do, in whole sentences', (failure) => {
  const { title, next } = restoreWords(failure);
  for (const sentence of [title, next]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(`${title} ${next}`).not.toMatch(/undefined|bundle|epoch|statement|\.\./i);
});

test('[SHEET6] what is said apart is said in other words', () => {
  const apart = [
    'no-answer',
    'no-such-book',
    'recovery-sheet-unknown',
    'recovery-sheet-cancelled',
    'older-than-recovery-sheet',
  ];
  const titles = apart.map((failure) => restoreWords(failure as RestoreFailure).title);
  expect(new Set(titles).size).toBe(apart.length);
});
