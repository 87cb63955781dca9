import { describe, expect, test } from 'vitest';
import type { Copies, DeviceCopy } from '#lib/open/holders.ts';
import { copyText, tooFewText } from './copies-words.ts';

const now = new Date(2026, 10, 23, 15).getTime();
const minutes = 60_000;

describe('a copy', () => {
  const copy = (at: number | undefined, counts = true) => ({ at, counts }) as DeviceCopy;

  test('says when it had everything, and when that is too long ago', () => {
    expect(copyText(copy(now - 3 * minutes), now)).toBe('Had everything 3 minutes ago.');
    expect(copyText(copy(undefined, false), now)).toBe('Not seen with the whole book yet.');
    expect(copyText(copy(new Date(2026, 7, 1).getTime(), false), now)).toBe(
      'Last had everything 3 months ago, Sat 1 Aug, too long ago to count.',
    );
  });
});

describe('[TEAM5] too few copies', () => {
  const copies = (count: number) => ({ count }) as Copies;

  test('are told what to do, below three', () => {
    expect(tooFewText(copies(3), true)).toBeUndefined();
    for (const count of [0, 1, 2]) {
      const { title, next } = tooFewText(copies(count), true)!;
      expect(`${title} ${next}`).toMatch(/^[A-Z].+\. Invite a colleague, .+ in a file\.$/);
    }
    expect(tooFewText(copies(1), true)!.title).toMatch(/^Only one device holds/);
    expect(tooFewText(copies(2), true)!.title).toMatch(/^Only 2 devices hold/);
    expect(tooFewText(copies(2), false)!.next).toMatch(/^Ask a keeper to invite/);
  });
});
