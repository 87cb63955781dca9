/** The book's relays in words: where they are, how each is doing with this device, and its space. */
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { BookSpace } from '@wardbook/shared/protocol/book-space';
import type { Deletion, LinkStatus } from '../sync/link/relay-link.ts';
import { bytesText } from '../words/bytes-text.ts';
import { sentences } from '../words/sentences.ts';
import * as said from '#lib/words/said/open.ts';

/** One of the book's relays, and how it is doing with this device. */
export type BookRelay = LinkStatus;

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
        ? { tone: 'safe', words: said.hasEverything() }
        : { tone: 'waiting', words: said.receiving() };
    case 'reading':
    case 'connecting':
    case 'waiting':
      return { tone: 'waiting', words: said.connectingState() };
    case 'offline':
      return { tone: 'neutral', words: said.noConnection() };
    case 'stopped':
      if (stoppedBy === 'book-deleted') return { tone: 'neutral', words: said.deletedThere() };
      if (stoppedBy === 'permit-needed') return { tone: 'waiting', words: said.asksForWord() };
      return { tone: 'danger', words: said.notSharing() };
  }
}

/** One or two sentences. `when` says a time in the past, ms since 1970, in words. */
export function relayText(relay: LinkStatus, when: (at: number) => string): string {
  const { connection, sharedAt, waiting, stoppedBy, lastClose } = relay;
  const last =
    sharedAt === undefined ? undefined : said.lastHadEverything({ when: when(sharedAt) });
  switch (connection) {
    case 'live':
      return waiting === 0 ? said.connectedAndHas() : said.stillToSend({ count: waiting });
    case 'reading':
    case 'connecting':
    case 'waiting':
      return sentences(said.connecting(), last);
    case 'offline':
      if (lastClose === 'too-many-books') return said.tooManyThere();
      return waiting === 0
        ? sentences(said.noConnectionNow(), last)
        : said.noConnectionMissing({ count: waiting });
    case 'stopped':
      return stoppedText(stoppedBy) ?? sentences(said.doesNotTake(), last);
  }
}

function stoppedText(reason: CloseReason | undefined): string | undefined {
  switch (reason) {
    case 'creating-closed':
      return said.creatingClosedThere();
    case 'permit-needed':
      return said.permitNeededThere();
    case 'foreign-page':
      return said.foreignPageThere();
    case 'backup-only':
      return said.backupOnlyThere();
    case 'book-deleted':
      return said.bookDeletedThere();
    default:
      return undefined;
  }
}

export interface SpaceWords {
  readonly title: string;
  readonly safe: string;
  readonly next: string;
}

/** For keepers, while a relay (by its address) is short of space for the book. */
export function spaceWords(url: string, { short, usedBytes, limitBytes }: BookSpace): SpaceWords {
  const relay = relayName(url);
  return {
    title: short === 'book' ? said.runningShortForBook({ relay }) : said.runningShort({ relay }),
    safe: said.shortSafe({ used: bytesText(usedBytes), limit: bytesText(limitBytes) }),
    next: said.shortNext(),
  };
}
