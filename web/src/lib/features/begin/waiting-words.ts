// What somebody who waits for a keeper is told about their request.
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
