// What it means to have a relay delete the book, and what became of it, in words.
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { DeletionAtRelay } from '#lib/open/relay-words.ts';
import type { KeeperActWords } from './keeper-act-words.ts';
import * as said from '#lib/words/said/team.ts';

/** Said before. `others` is how many further relays the book is on. */
export function deletionTexts(others: number, isFirst: boolean): string[] {
  return [
    said.deletionRelay(),
    said.deletionDevices(),
    said.deletionForGood(),
    said.deletionBackups(),
    others === 0 ? said.deletionOfLast() : said.deletionOthers(),
    ...(others > 0 && isFirst ? [said.deletionOfFirst()] : []),
  ];
}

export function notDeletedWords(
  deletion: Exclude<DeletionAtRelay, { type: 'deleted' }>,
): KeeperActWords {
  switch (deletion.type) {
    case 'no-connection':
      return {
        title: said.notDeletedOffline(),
        next: said.notDeletedOfflineNext(),
      };
    case 'no-answer':
      return {
        title: said.notDeletedNoAnswer(),
        next: said.notDeletedNoAnswerNext(),
      };
    case 'stays':
      return staysWords(deletion.reason);
  }
}

function staysWords(reason: CloseReason | undefined): KeeperActWords {
  switch (reason) {
    case 'not-allowed':
      return {
        title: said.notDeletedNotKeeper(),
        next: said.askKeepers(),
      };
    case 'relay-cannot-save':
      return {
        title: said.notDeletedCannotSave(),
        next: said.notDeletedCannotSaveNext(),
      };
    default:
      return {
        title: said.notDeletedEnded(),
        next: said.notDeletedEndedNext(),
      };
  }
}

/** Whether what was typed is that name, whatever the case, the spaces and the kind of apostrophe. */
export function isSameName(typed: string, name: string): boolean {
  return plain(typed) === plain(name);
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[‘’ʼ`´]/g, "'")
    .replaceAll(/[‐-―−]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
