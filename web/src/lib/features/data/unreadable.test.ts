import { describe, expect, test } from 'vitest';
import { unreadableSentences } from './unreadable.ts';

const none = { electors: 0, events: 0, newer: 0, unusable: 0, locked: 0 };

describe('what could not be read', () => {
  test('says nothing when all is well', () => {
    expect(unreadableSentences(none)).toEqual([]);
  });

  test.each(['electors', 'events', 'newer', 'unusable', 'locked'] as const)(
    '%s have a sentence of their own, for one and for many',
    (kind) => {
      const [one, ...more] = unreadableSentences({ ...none, [kind]: 1 });
      expect(one).toMatch(/^1 .+\.$/);
      expect(more).toEqual([]);
      expect(unreadableSentences({ ...none, [kind]: 1_200 })[0]).toMatch(/^1,200 .+s? .+\.$/);
    },
  );
});
