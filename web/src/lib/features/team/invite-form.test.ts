import { describe, expect, test } from 'vitest';
import { emptyInvite, inviteTerms, isLocalOnly, openingText } from './invite-form.ts';

const now = new Date(2026, 10, 23, 15, 0).getTime();

describe('the terms of an invite', () => {
  test('the usual one lasts three days, for one person, with no end, and a keeper is asked', () => {
    expect(inviteTerms(emptyInvite(), now)).toEqual({
      type: 'terms',
      terms: {
        role: 'editor',
        expires: now + 3 * 86_400_000,
        until: 0,
        usesMax: 1,
        approval: true,
      },
    });
  });

  test('letting in at once is an express choice, and its words say what it means', () => {
    const form = { ...emptyInvite(), atOnce: true };
    expect(inviteTerms(form, now)).toMatchObject({ terms: { approval: false } });
    expect(openingText(true)).toMatch(/straight away.*passed on/);
    expect(openingText(false)).toMatch(/waits until a keeper lets them in/);
  });

  test('membership lasts to the end of the day that was chosen', () => {
    const result = inviteTerms({ ...emptyInvite(), until: '2026-11-23' }, now);
    expect(result).toMatchObject({ terms: { until: new Date(2026, 10, 24).getTime() } });
  });

  test('a day gone by is told what to do', () => {
    expect(inviteTerms({ ...emptyInvite(), until: '2026-11-22' }, now)).toMatchObject({
      type: 'wrong',
      until: expect.stringMatching(/leave this empty for no end\.$/),
    });
  });
});

test('an address that only this machine can open', () => {
  expect(['localhost', '127.0.0.1', '[::1]'].every(isLocalOnly)).toBe(true);
  expect(['book.example', '192.168.1.4', '12.7.0.1'].some(isLocalOnly)).toBe(false);
});
