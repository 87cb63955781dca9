// What it means to have a relay delete the book, and what became of it, in words.
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { DeletionAtRelay } from '#lib/open/relay-words.ts';
import type { KeepingWords } from './keeping-words.ts';

/** Said before. `others` is how many further relays the book is on. */
export function deletionTexts(others: number, isFirst: boolean): string[] {
  return [
    'The relay removes all that it holds of the book. It keeps the book’s number, the time and your signature, so that it can say that the book was deleted.',
    'Every device keeps its copy with all that is in it, yours too. To take the book off a device, remove it there.',
    'The book can never be put back on this relay. Links for inviting people that begin with its address stop working.',
    'Copies that whoever looks after the relay has made for safety hold the book, sealed, until they remove them.',
    ...(others === 0
      ? [
          'The book is on no other relay, so from then on your team’s devices share nothing. If the team is to go on with it, put the book on another relay first.',
        ]
      : ['Your team goes on sharing through the book’s other relays.']),
    ...(others > 0 && isFirst
      ? [
          'Who is let in and who is removed is settled at this relay. Settle at another afterwards, or leave this one.',
        ]
      : []),
  ];
}

export function notDeletedWords(
  deletion: Exclude<DeletionAtRelay, { type: 'deleted' }>,
): KeepingWords {
  switch (deletion.type) {
    case 'no-connection':
      return {
        title: 'There is no connection to this relay, so the book is still there.',
        next: 'Try again once it is connected.',
      };
    case 'no-answer':
      return {
        title: 'No answer has come yet, so the book may or may not be deleted there.',
        next: 'Wait a moment: how the relay stands then is said on this page.',
      };
    case 'stays':
      return staysWords(deletion.reason);
  }
}

function staysWords(reason: CloseReason | undefined): KeepingWords {
  switch (reason) {
    case 'not-allowed':
      return {
        title: 'You are not a keeper of this book any more, so it is still there.',
        next: 'Ask one of the keepers on the Team page.',
      };
    case 'relay-cannot-save':
      return {
        title: 'The relay cannot write anything just now, so the book is still there.',
        next: 'Tell whoever looks after it, and try again later.',
      };
    default:
      return {
        title: 'The connection ended before the relay answered.',
        next: 'Wait until it is connected again. If the book is still there then, try again.',
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
