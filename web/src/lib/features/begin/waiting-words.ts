// What somebody who waits for a keeper is told about their request.
import type { Comparison } from '@wardbook/shared/access/comparison';
import type { Workspace } from '#lib/open/workspace.svelte.ts';

export function waitingLine(connection: Workspace['status']['connection']): string {
  switch (connection) {
    case 'waiting':
      return 'The keepers of the book can see that you are waiting.';
    case 'reading':
    case 'live':
      return 'You have been let in. The book is on its way.';
    case 'connecting':
      return 'Asking again now.';
    case 'offline':
      return 'There is no connection now. Your request is kept, and is asked again once there is one while Wardbook is open.';
    case 'stopped':
      return 'Your request is kept on this device, but is not being asked now.';
  }
}

export interface CodeWords {
  readonly title: string;
  readonly text: string;
}

/** In the place of the code, while it is still to come. */
export function ownCodeWords({ type }: Awaited): CodeWords {
  switch (type) {
    case 'awaits-answer':
      return {
        title: 'Your code will appear here',
        text: 'It comes by itself: first a keeper of the book opens Wardbook, then you open it again. You need not both be there at the same time.',
      };
    case 'awaits-opening':
      return {
        title: 'Your code is on its way',
        text: 'A keeper’s device has answered. If the code is not here in a minute, reload the page. If it still does not come, cancel the request and ask for a new link.',
      };
  }
}

/** What happened to a request that nothing can come of any more, and what to do. */
export function endedWords({ type }: Ended, isOwn: boolean): { title: string; next: string } {
  const title = {
    'answerer-gone':
      'The keeper who answered your request is not a keeper any more, so its code no longer counts.',
    'wait-expired': `Nobody let ${isOwn ? 'this device' : 'you'} in within two weeks, and a request lasts no longer.`,
  }[type];
  const newLink = isOwn
    ? 'make a new link on your other device'
    : 'ask whoever invited you for a new link';
  return { title, next: `Take the request off this device, then ${newLink}.` };
}

type Ended = Extract<Comparison, { type: 'answerer-gone' | 'wait-expired' }>;
type Awaited = Extract<Comparison, { type: 'awaits-answer' | 'awaits-opening' }>;

export function isEnded(comparison: Comparison | undefined): comparison is Ended {
  return comparison?.type === 'answerer-gone' || comparison?.type === 'wait-expired';
}
