import { describe, expect, test } from 'vitest';
import { unreadableSentences } from './unreadable.ts';

const none = { electors: 0, events: 0, newer: 0, clashes: 0, missing: [] };

describe('what could not be read', () => {
  test('says nothing when all is well', () => {
    expect(unreadableSentences(none)).toEqual([]);
  });

  test.each(['electors', 'events', 'newer', 'clashes'] as const)(
    '%s have a sentence of their own, for one and for many',
    (kind) => {
      const [one, ...more] = unreadableSentences({ ...none, [kind]: 1 });
      expect(one).toMatch(/^1 .+\.$/);
      expect(more).toEqual([]);
      expect(unreadableSentences({ ...none, [kind]: 1_200 })[0]).toMatch(/^1,200 .+s? .+\.$/);
    },
  );

  test('names what the relay’s disk has damaged, one by one, to a bound', () => {
    const [one] = unreadableSentences({ ...none, missing: ['a change, today, 14:05'] });
    expect(one).toMatch(
      /has damaged 1 entry, and this device had not received it: a change, today/,
    );
    const [many] = unreadableSentences({ ...none, missing: Array<string>(23).fill('a change') });
    expect(many).toMatch(/23 entries.+; and 3 more\. /);
  });
});
