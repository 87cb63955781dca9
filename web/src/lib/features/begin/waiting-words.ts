// What somebody who waits for a keeper is told about their request.
import type { Comparison } from '@wardbook/shared/access/comparison';
import type { Workspace } from '#lib/workspace/workspace.svelte.ts';

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

type WithoutCode = Exclude<Comparison, { readonly code: string }>;

export interface CodeWords {
  readonly title: string;
  readonly text: string;
}

/** In the place of the code, while there is none. */
export function ownCodeWords({ type }: WithoutCode): CodeWords {
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
    case 'answerer-gone':
      return {
        title: 'Your code is worth nothing any more',
        text: 'The keeper whose device made its half is a keeper no more. Cancel the request and ask for a new link.',
      };
    case 'wait-expired':
      return {
        title: 'Your request is over',
        text: 'Nobody let you in within two weeks. Cancel the request and ask for a new link.',
      };
  }
}

/** Whether anything can still come of waiting. */
export function isHopeful(comparison: Comparison | undefined): boolean {
  return comparison?.type !== 'answerer-gone' && comparison?.type !== 'wait-expired';
}
