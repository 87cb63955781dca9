import { describe, expect, test } from 'vitest';
import { dateFieldText, endDateOf } from './end-date.ts';

const now = new Date(2026, 10, 23, 15, 0).getTime();

describe('a membership’s last day', () => {
  test('lasts to the end of the day that was chosen', () => {
    const until = new Date(2026, 10, 24).getTime();
    expect(endDateOf('2026-11-23', now)).toEqual({ type: 'until', until });
    expect(endDateOf('', now)).toEqual({ type: 'until', until: 0 });
  });

  test.each(['2026-11-22', '0026-11-22', 'tomorrow', '2026-13'])(
    '%s is told what to do',
    (text) => {
      expect(endDateOf(text, now)).toMatchObject({
        type: 'wrong',
        error: expect.stringMatching(/leave this empty for no end\.$/),
      });
    },
  );

  test.each(['2027-05-06', '2028-02-29', '2026-12-31', ''])('%s is shown as it was set', (text) => {
    const end = endDateOf(text, now);
    expect(end.type === 'until' && dateFieldText(end.until)).toBe(text);
  });
});
