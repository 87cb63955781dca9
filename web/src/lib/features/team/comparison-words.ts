// What is said in the place of a code to compare while there is none, or none that is worth anything.
import type { Comparison } from '@wardbook/shared/access/comparison';

type WithoutCode = Exclude<Comparison, { readonly code: string }>;

/** `device`: whose it is that waits, "their device". */
export function withoutCodeWords({ type }: WithoutCode, device: string, isKeeper: boolean): string {
  switch (type) {
    case 'awaits-answer':
      return isKeeper
        ? 'The code appears here by itself. First this device must be connected, then Wardbook ' +
            `opened once on ${device}. You need not both be there at the same time.`
        : 'The code appears here by itself. First a keeper must open Wardbook, then it must be ' +
            `opened once on ${device}. They need not both be there at the same time.`;
    case 'awaits-opening':
      return (
        `The code appears here when Wardbook has been opened once more on ${device}, online. ` +
        'You need not be there at the same time.'
      );
    case 'answerer-gone':
      return (
        'The keeper who answered this request is not a keeper any more, so its code no longer ' +
        `counts. ${turnAway(isKeeper)}, and make a new link.`
      );
    case 'wait-expired':
      return (
        'This request is more than two weeks old, and a request lasts no longer. ' +
        `${turnAway(isKeeper)}, and make a new link if it is still wanted.`
      );
  }
}

function turnAway(isKeeper: boolean): string {
  return isKeeper ? 'Turn the request away' : 'Ask a keeper to turn the request away';
}

/** Said under the code of a device that asked before there were better ones. */
export const earlierCodeWarning = {
  title: 'This code is of an older kind, which somebody with very powerful computers could copy.',
  next: 'If you have any doubt about who is asking, turn the request away and make a new link.',
} as const;
