// What somebody who waits for a keeper is told about their request.
import type { Comparison } from '@wardbook/shared/access/comparison';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import * as said from '#lib/words/said/begin.ts';

export function waitingLine(connection: Workspace['status']['connection']): string {
  switch (connection) {
    case 'waiting':
      return said.keepersSee();
    case 'reading':
    case 'live':
      return said.onItsWay();
    case 'connecting':
      return said.askingAgain();
    case 'offline':
      return said.noConnection();
    case 'stopped':
      return said.notAsked();
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
        title: said.codeComes(),
        text: said.codeComesWords(),
      };
    case 'awaits-opening':
      return {
        title: said.codeOnItsWay(),
        text: said.codeOnItsWayWords(),
      };
  }
}

/** What happened to a request that nothing can come of any more, and what to do. */
export function endedWords({ type }: Ended, isOwn: boolean): { title: string; next: string } {
  const own = isOwn ? 'yes' : 'no';
  const title = type === 'answerer-gone' ? said.answererGone() : said.nobodyLetIn({ own });
  return { title, next: said.endedNext({ own }) };
}

type Ended = Extract<Comparison, { type: 'answerer-gone' | 'wait-expired' }>;
type Awaited = Extract<Comparison, { type: 'awaits-answer' | 'awaits-opening' }>;

export function isEnded(comparison: Comparison | undefined): comparison is Ended {
  return comparison?.type === 'answerer-gone' || comparison?.type === 'wait-expired';
}
