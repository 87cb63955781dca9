/** The book's relays in words: where they are, and how each stands with this device. */
import type { LinkStatus } from '../sync/relay-link.ts';
import { changesText } from './data-status.ts';

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

export function relayState({ connection, waiting }: LinkStatus): RelayState {
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
      return { tone: 'danger', words: 'Not sharing' };
  }
}

/** One or two sentences. `when` says a time in the past, ms since 1970, in words. */
export function relayText(relay: LinkStatus, when: (at: number) => string): string {
  const { connection, sharedAt, waiting, stoppedBy } = relay;
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
      return waiting === 0
        ? `No connection now.${last}`
        : `No connection now. It does not have ${missing} yet.`;
    case 'stopped':
      return stoppedBy === 'creating-closed'
        ? 'It takes no books that it does not know. Ask whoever looks after it to let this book in.'
        : `It does not take this device just now.${last}`;
  }
}
