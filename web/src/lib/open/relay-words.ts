/** The book's relays in words: where they are, how each stands with this device, and its room. */
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { BookSpace } from '@wardbook/shared/protocol/book-space';
import type { Deletion, LinkStatus } from '../sync/link/relay-link.ts';
import { bytesText } from '../words/bytes-text.ts';
import { changesText } from './data-status.ts';

/** One of the book's relays, as it stands with this device. */
export type RelayStanding = LinkStatus;

export type DeletionAtRelay = Deletion;

/** Where it is, without what all of them have. One without encryption says so. */
export function relayName(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  const path = pathname.replace(/\/(relay)?$/, '');
  return `${protocol === 'ws:' ? 'http://' : ''}${host}${path}`;
}

export interface RelayState {
  readonly tone: 'neutral' | 'safe' | 'waiting' | 'danger';
  readonly words: string;
}

export function relayState({ connection, waiting, stoppedBy }: LinkStatus): RelayState {
  switch (connection) {
    case 'live':
      return waiting === 0
        ? { tone: 'safe', words: 'Has everything' }
        : { tone: 'waiting', words: 'Receiving' };
    case 'reading':
    case 'connecting':
    case 'waiting':
      return { tone: 'waiting', words: 'Connecting' };
    case 'offline':
      return { tone: 'neutral', words: 'No connection' };
    case 'stopped':
      if (stoppedBy === 'book-deleted') return { tone: 'neutral', words: 'Deleted there' };
      if (stoppedBy === 'permit-needed') return { tone: 'waiting', words: 'Asks for a word' };
      return { tone: 'danger', words: 'Not sharing' };
  }
}

/** One or two sentences. `when` says a time in the past, ms since 1970, in words. */
export function relayText(relay: LinkStatus, when: (at: number) => string): string {
  const { connection, sharedAt, waiting, stoppedBy, lastClose } = relay;
  const missing = `${changesText(waiting)} on this device`;
  const last = sharedAt === undefined ? '' : ` It last had everything ${when(sharedAt)}.`;
  switch (connection) {
    case 'live':
      return waiting === 0
        ? 'Connected, and has everything.'
        : `Connected. ${missing} still to be sent.`;
    case 'reading':
    case 'connecting':
    case 'waiting':
      return `Connecting.${last}`;
    case 'offline':
      if (lastClose === 'too-many-books')
        return 'It has taken as many new books from your connection as it takes in an hour. Wardbook tries again by itself.';
      return waiting === 0
        ? `No connection now.${last}`
        : `No connection now. It does not have ${missing} yet.`;
    case 'stopped':
      return stoppedText(stoppedBy) ?? `It does not take this device just now.${last}`;
  }
}

function stoppedText(reason: CloseReason | undefined): string | undefined {
  switch (reason) {
    case 'creating-closed':
      return 'It takes no books that it does not know. Ask whoever looks after it to let this book in.';
    case 'permit-needed':
      return 'It takes books that it does not know from those who have its word. A keeper of the book can enter it here.';
    case 'foreign-page':
      return 'It lets in no page but those that it served itself, and this one is from another address. Ask whoever looks after it to let other pages in, or leave it.';
    case 'book-deleted':
      return 'It says that a keeper had it delete the book. What is on devices stays, and the book cannot be put back there.';
    default:
      return undefined;
  }
}

export interface RoomWords {
  readonly title: string;
  readonly safe: string;
  readonly next: string;
}

/** For keepers, while a relay (by its address) is short of room for the book. */
export function roomWords(url: string, { short, usedBytes, limitBytes }: BookSpace): RoomWords {
  return {
    title: `${relayName(url)} is running short of room${short === 'book' ? ' for this book' : ''}`,
    safe: `It holds ${bytesText(usedBytes)} of the book, and has room for ${bytesText(limitBytes)} at most. Nothing is lost: devices keep all that they have. Should the room run out, what is new stays on the device that it was entered on, and is shared once there is room again.`,
    next: 'Ask whoever looks after this relay for more room, or put the book on another relay too, under More, Relays.',
  };
}
