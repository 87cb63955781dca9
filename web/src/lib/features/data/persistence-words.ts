// Whether the browser keeps the book, in words, and how to get it to.
import type { Surroundings } from '#lib/platform/home-screen.ts';
import type { PersistenceAnswer } from '#lib/platform/persistence.ts';
import * as said from '#lib/words/said/data.ts';

/** What the browser has said, and what it does unless it has said otherwise. */
export function persistenceSentence(answer: PersistenceAnswer, { forgets }: Surroundings): string {
  switch (answer.type) {
    case 'persisted':
      return said.agreed();
    case 'may-be-cleared':
      return forgets ? said.mayClearAndForgets() : said.mayClear();
    case 'cannot-ask':
      return forgets ? said.doesNotSayAndForgets() : said.doesNotSay();
  }
}

/** What the Home Screen is good for. */
export function homeScreenReason({ system }: Surroundings): string {
  return system === 'apple-phone' ? said.homeNotCleared() : said.homeLastsLonger();
}

/** One after the other. None where there is no Home Screen, or Wardbook was opened from it. */
export function homeScreenSteps({ isInstalled, system }: Surroundings): readonly string[] {
  if (isInstalled) return [];
  switch (system) {
    case 'apple-phone':
      return [said.appleStep1(), said.appleStep2(), said.appleStep3(), said.appleStep4()];
    case 'android':
      return [said.androidStep1(), said.androidStep2()];
    case 'computer':
      return [];
  }
}
