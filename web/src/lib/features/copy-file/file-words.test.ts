import { describe, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import {
  bookNumbered,
  deviceNumbered,
  grantBody,
  auditBody,
  revokeBody,
  unsignedStatement,
} from '@wardbook/shared/testing/statements';
import { ToldBook } from '@wardbook/shared/testing/told-book';
import type { FoundInFile } from '#lib/open/book-files.ts';
import { refusalWords, type FileRefusal } from '#lib/parts/file-refusal-words.ts';
import { broughtText, workText } from './file-words.ts';

const now = new Date(2026, 10, 23, 15, 0).getTime();
const at = new Date(2026, 10, 21, 9, 0).getTime();
const [ann, ben] = [0, 1].map(deviceNumbered) as [DeviceId, DeviceId];

const copy = (changes: number, fresh: number, decisions = 0): FoundInFile => ({
  type: 'copy',
  author: ben,
  at,
  brought: { changes, fresh },
  statements: Array.from({ length: decisions }, (_, count) =>
    unsignedStatement(bookNumbered(0), ben, count, auditBody()),
  ),
  update: new Uint8Array(),
});

/** From a device that Ann removed the day before it was made. */
function work(changes: number, fresh: number): FoundInFile & { type: 'work' } {
  const told = new ToldBook(ann);
  told.say(ann, grantBody(ben, 'editor'));
  told.say(ann, revokeBody(told.access, ben), at - 86_400_000);
  const removal = told.access.former.get(ben)!;
  return {
    type: 'work',
    author: ben,
    at,
    removal,
    brought: { changes, fresh },
    update: new Uint8Array(),
  };
}

describe('what a copy brought', () => {
  test('how much there is in it, and how much of that was new', () => {
    expect(broughtText(copy(14_382, 3), 'Moira', now)).toBe(
      'Moira’s copy of Sat 21 Nov holds 14,382 changes; 3 were new.',
    );
    expect(broughtText(copy(12, 1), 'Moira', now)).toMatch(/12 changes; 1 was new\.$/);
  });

  test('the team as well', () => {
    expect(broughtText(copy(12, 0, 1), 'Moira', now)).toBe(
      'Moira’s copy of Sat 21 Nov holds 12 changes; none of them was new. It also brought 1 entry about who may open the book.',
    );
    expect(broughtText(copy(12, 2, 3), 'Moira', now)).toMatch(/3 entries about who may open/);
  });

  test('a second time there is nothing new', () => {
    expect(broughtText(copy(12, 0), 'Moira', now)).toBe(
      'Nothing new: everything in Moira’s copy of Sat 21 Nov is in this book already.',
    );
  });

  test('work that was handed over', () => {
    expect(broughtText(work(4, 4), 'Ben', now)).toBe(
      'What Ben had not shared holds 4 changes; 4 were new.',
    );
    expect(broughtText(work(4, 0), 'Ben', now)).toBe(
      'Nothing new: everything in what Ben had not shared is in this book already.',
    );
  });
});

test('a keeper is told whose work it is, who removed them and when, and how much is new', () => {
  const told = (changes: number, fresh: number) =>
    workText(work(changes, fresh), 'Ben', 'Ann', now);
  expect(told(12, 12)).toBe(
    'Ann removed this device of Ben: 3 days ago, Fri 20 Nov. The file holds 12 changes that had not been shared, all of them new here.',
  );
  expect(told(1, 1)).toMatch(/1 change that had not been shared, which is new here\.$/);
  expect(told(12, 3)).toMatch(/shared, 3 of them new here\.$/);
  expect(told(12, 0)).toMatch(/shared, nothing of it is new here\.$/);
});

// As a record, so that a new refusal without a test does not compile.
const refusals: Record<FileRefusal, true> = {
  'not-a-bundle': true,
  truncated: true,
  'wrong-version': true,
  forged: true,
  'too-large': true,
  'other-book': true,
  'removed-device': true,
  'not-a-member': true,
  'may-not-write': true,
  'no-key': true,
  'not-removed': true,
  'not-whole': true,
  unusable: true,
};

test.each(Object.keys(refusals))(
  '%s: what happened and what to do, in whole sentences',
  (reason) => {
    const { title, next } = refusalWords(reason as FileRefusal);
    for (const sentence of [title, next]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(`${title} ${next}`).not.toMatch(/bundle|epoch|statement|relay|CRDT/i);
  },
);
