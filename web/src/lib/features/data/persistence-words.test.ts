import { describe, expect, test } from 'vitest';
import type { Surroundings } from '#lib/platform/home-screen.ts';
import { homeScreenReason, homeScreenSteps, persistenceSentence } from './persistence-words.ts';

const answers = ['persisted', 'may-be-cleared', 'cannot-ask'] as const;
const systems = ['apple-phone', 'android', 'computer'] as const;
const places: Surroundings[] = systems.flatMap((system) =>
  [false, true].flatMap((isInstalled) =>
    [false, true].map((forgets) => ({ system, isInstalled, forgets: forgets && !isInstalled })),
  ),
);

describe('[PHONE5] whether the browser keeps the book', () => {
  test('is said in whole sentences, and no browser is said to keep it that has not said so', () => {
    for (const place of places)
      for (const type of answers) {
        const sentence = persistenceSentence({ type }, place);
        expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(/has agreed to keep/.test(sentence)).toBe(type === 'persisted');
        // A week is spoken of only where browsers count one.
        expect(/week/.test(sentence)).toBe(place.forgets && type !== 'persisted');
      }
  });

  test('has steps to the Home Screen where there is one and Wardbook is not on it yet', () => {
    for (const place of places) {
      const steps = homeScreenSteps(place);
      expect(steps.length > 0).toBe(!place.isInstalled && place.system !== 'computer');
      for (const step of steps) expect(step).toMatch(/^[A-Z].*\.$/);
      expect(homeScreenReason(place)).toMatch(/^[A-Z].*:$/);
    }
    const [apple, android] = [places[0]!, places[4]!].map((place) =>
      homeScreenSteps(place).join(' '),
    );
    expect(apple).toMatch(/Share.*“Add to Home Screen”.*begins empty.*“Join with a link”/);
    expect(android).toMatch(/“Add to Home screen”.*is there already/);
  });
});
