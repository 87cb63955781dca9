// What became of a keeper's act on the book's recovery sheets, in words.
import type { KeeperActResult } from '#lib/open/keeper-act.ts';
import * as said from '#lib/words/said/recovery-sheet.ts';

export interface ActWords {
  readonly title: string;
  readonly next: string;
}

export function actWords(result: Exclude<KeeperActResult, { type: 'done' }>): ActWords {
  switch (result.type) {
    case 'no-connection':
      return {
        title: said.noConnection(),
        next: said.noConnectionNext(),
      };
    case 'no-answer':
      return {
        title: said.noAnswer(),
        next: said.noAnswerNext(),
      };
    case 'refused':
      return refusedWords(result.reason);
  }
}

type Reason = (KeeperActResult & { type: 'refused' })['reason'];

function refusedWords(reason: Reason): ActWords {
  switch (reason) {
    case 'too-many':
      return {
        title: said.tooMany(),
        next: said.tooManyNext(),
      };
    case 'author-not-keeper':
      return {
        title: said.notKeeper(),
        next: said.notKeeperNext(),
      };
    case 'not-a-member':
      return {
        title: said.cancelledAlready(),
        next: said.nothingLeft(),
      };
    case 'already-member':
      return { title: said.goodAlready(), next: said.nothingLeft() };
    default:
      return {
        title: said.teamChanged(),
        next: said.tryAgain(),
      };
  }
}
