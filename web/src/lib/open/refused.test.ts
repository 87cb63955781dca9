import { describe, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { entryRefusals, type Unopened } from '../sync/log/stored-knowledge.ts';
import { refusedByText, refusedOf } from './refused.ts';

const [ben, cat] = ['ben', 'cat'] as unknown as [DeviceId, DeviceId];
const nameOf = (device: DeviceId) => (device === ben ? 'Ben Reid' : 'Cat Moss');
const entry = (changed: Partial<Unopened>): Unopened => ({
  seq: 1,
  kind: 'update',
  at: 5,
  author: ben,
  isLocked: false,
  refusal: 'deletes',
  ...changed,
});

describe('[GATE7] what was not let in is told to keepers', () => {
  test.each(entryRefusals)('%s has a sentence, and what to do', (refusal) => {
    const [one] = refusedOf([entry({ refusal })], nameOf);
    expect(one!.why).toMatch(/^[A-Z].+\.$/);
    expect(one!.next).toMatch(/^[A-Z].+\.$/);
    const [many] = refusedOf([entry({ refusal }), entry({ refusal })], nameOf);
    expect(many!.why).toMatch(/^[A-Z].+\.$/);
    expect(`${one!.why} ${one!.next} ${many!.why}`).not.toMatch(
      /undefined|gate|entry|log\b|client/,
    );
  });

  test('no two have the same sentence', () => {
    const reasons = [...new Set(entryRefusals)];
    const whys = reasons.map((refusal) => refusedOf([entry({ refusal })], nameOf)[0]!.why);
    expect(new Set(whys).size).toBe(reasons.length);
  });

  test('those of one device for one reason are told together, with how many and when the last came', () => {
    const all = refusedOf(
      [
        entry({ at: 3 }),
        entry({ seq: 2, at: 9 }),
        entry({ seq: 3, at: 7, author: cat }),
        entry({ seq: 4, at: 8, refusal: 'time' }),
        entry({ seq: 5, at: 1, author: undefined, refusal: 'bad-signature' }),
      ],
      nameOf,
    );
    expect(all.map(({ count, at, name }) => [count, at, name])).toEqual([
      [2, 9, 'Ben Reid'],
      [1, 8, 'Ben Reid'],
      [1, 7, 'Cat Moss'],
      [1, 1, undefined],
    ]);
    expect(refusedByText(all[0]!, 'today')).toBe('2 changes by Ben Reid, the last today');
    expect(refusedByText(all[1]!, 'today')).toBe('1 change by Ben Reid, today');
    expect(refusedByText(all[3]!, 'today')).toBe('1 change by nobody who can be named, today');
    expect([all[0]!.next, all[1]!.next]).toEqual([
      expect.stringMatching(/^Ask Ben Reid .+Team page\.$/),
      expect.stringMatching(/date and time/),
    ]);
  });
});
