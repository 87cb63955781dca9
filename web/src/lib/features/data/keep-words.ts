// Whether the browser keeps the book, in words, and how to get it to.
import type { Surroundings } from '#lib/platform/home-screen.ts';
import type { KeepAnswer } from '#lib/platform/persistence.ts';

/** What the browser has said, and what it does unless it has said otherwise. */
export function keepSentence(answer: KeepAnswer, { forgets }: Surroundings): string {
  const week = 'after about a week in which you used it and did not open Wardbook';
  switch (answer.type) {
    case 'kept':
      return 'This browser has agreed to keep your book until you remove it, or clear the browser’s data yourself.';
    case 'may-be-cleared':
      return `This browser may clear your book ${forgets ? `${week}, or ` : ''}if the device runs short of space.`;
    case 'cannot-ask':
      return `This browser does not say whether it keeps your book.${forgets ? ` Browsers of its kind clear what they store ${week}.` : ''}`;
  }
}

/** Why that would be the end of a book that no other device has. */
export const onlyHereSentence =
  'Should this browser clear it, nobody could bring it back: what the relay has opens only with a device of the team or a recovery sheet.';

/** What the Home Screen is good for. */
export function homeScreenReason({ system }: Surroundings): string {
  return system === 'apple-phone'
    ? 'From the Home Screen it is not cleared for being left alone. To put Wardbook there:'
    : 'Browsers keep what is opened from the Home Screen more readily. To put Wardbook there:';
}

/** One after the other. None where there is no Home Screen, or Wardbook was opened from it. */
export function homeScreenSteps({ isInstalled, system }: Surroundings): readonly string[] {
  if (isInstalled) return [];
  switch (system) {
    case 'apple-phone':
      return [
        'In Safari press Share, the square with an arrow (it may stand behind the three dots). Choose “Add to Home Screen”, then “Add”.',
        'Open Wardbook from the Home Screen. It begins empty there: iPhones and iPads keep the two apart.',
        'Here in Safari, make a link under More, Add another device of yours, and copy it.',
        'In Wardbook from the Home Screen choose “Join with a link” and paste it. Let it in from here, and from then on use that one.',
      ];
    case 'android':
      return [
        'Open the browser’s menu, the three dots. Choose “Add to Home screen” or “Install app”.',
        'Open Wardbook from the Home Screen from then on. The book is there already.',
      ];
    case 'computer':
      return [];
  }
}
