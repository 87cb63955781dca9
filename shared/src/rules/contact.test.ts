import { expect, test } from 'vitest';
import { barOn, bars, mayBeRecorded, mayBeUsed, type Circumstances } from './contact.ts';

const nothing: Circumstances = {
  isAnonymous: false,
  objects: false,
  hasDied: false,
  hasMoved: false,
  notAtTheDoor: false,
};
const inOrder = ['isAnonymous', 'objects', 'hasDied', 'hasMoved', 'notAtTheDoor'] as const;

test('[RULE1] whoever nothing keeps us from may be asked', () => {
  expect(barOn(nothing)).toBeUndefined();
});

test.each(inOrder.map((fact, place) => [fact, place] as const))(
  '[RULE1] %s is a reason not to ask, before all weaker ones and after all stronger',
  (fact, place) => {
    expect(barOn({ ...nothing, [fact]: true })).toBe(bars[place]);
    const weaker = Object.fromEntries(inOrder.slice(place).map((each) => [each, true]));
    expect(barOn({ ...nothing, ...weaker })).toBe(bars[place]);
  },
);

test('[RULE2] of an anonymous entry nothing is recorded; of whoever objects nothing is used', () => {
  expect([mayBeRecorded(nothing), mayBeRecorded({ isAnonymous: true })]).toEqual([true, false]);
  expect([mayBeUsed(nothing), mayBeUsed({ objects: true })]).toEqual([true, false]);
});
