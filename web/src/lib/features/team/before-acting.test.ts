import { describe, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { deviceNumbered, grantBody, recoverySheetBody } from '@wardbook/shared/testing/statements';
import { ToldBook } from '@wardbook/shared/testing/told-book';
import { deviceRemovalTexts, lastKeeper, removalTexts } from './before-acting.ts';

const [ann, ben, cat, dan] = [0, 1, 2, 3].map(deviceNumbered) as [
  DeviceId,
  DeviceId,
  DeviceId,
  DeviceId,
];

describe('the last keeper', () => {
  test('is the only one without a last day', () => {
    const told = new ToldBook(ann);
    told.say(ann, grantBody(ben, 'keeper', 5));
    told.say(ann, grantBody(cat, 'editor'));
    expect(lastKeeper(told.access)).toBe(ann);
    told.say(ann, grantBody(dan, 'keeper'));
    expect(lastKeeper(told.access)).toBeUndefined();
  });

  test('[TEAM1] is one person, however many devices they have, and never a recovery sheet', () => {
    const told = new ToldBook(ann);
    told.addOwn(ben, ann);
    told.say(ann, recoverySheetBody(cat));
    expect(lastKeeper(told.access)).toBe(ann);
  });
});

test('a removal says what happens at once, what stays in memory, and what becomes of the others', () => {
  for (const texts of [1, 2].flatMap((n) => [removalTexts(true, n), removalTexts(false, n)])) {
    expect(texts[0]).toMatch(/^At once: .+ the book off( itself)?\.$/);
    expect(texts[1]).toContain('What they have already seen, they have seen.');
    expect(texts.at(-1)).toMatch(/new key by itself/);
  }
});

test('removing one device of several says that its person stays', () => {
  for (const isHere of [true, false]) {
    expect(deviceRemovalTexts(isHere, true)[1]).toBe('You stay in the book on your other devices.');
    expect(deviceRemovalTexts(isHere, false)[1]).toMatch(/^They stay .+ their other devices\.$/);
    expect(deviceRemovalTexts(isHere, false).at(-1)).toMatch(/new key by itself/);
  }
});
