// How somebody who waits is called in front of keepers.
import * as said from '#lib/words/said/team.ts';

/** Their name was sealed for those who were keepers when they asked. */
export function waitingName(name: string): string {
  return name.trim() || said.unreadableName();
}
