/**
 * Whose pages may speak to this relay. Mostly everybody's: a book names its relays, and a page that
 * one of them served must reach another. A relay that listens on its own machine only, and lets
 * anybody start books, is another matter: whatever page somebody there happens to look at would be
 * let in too. It takes its own pages, and programs, which are no pages and say nothing of one.
 *
 * What a page says of itself is compared with the name it asked for, so that name has to be this
 * machine's: a name elsewhere can be made to lead here (DNS rebinding), and its pages would match it.
 */
import type { IncomingMessage } from 'node:http';

export type Pages = 'any' | 'own';

/** Whether a request asks for this machine by a name or an address of its own. */
export function isForThisMachine({ headers }: IncomingMessage): boolean {
  const asked = urlOf(`http://${headers.host}`);
  return asked !== undefined && isLoopback(asked.hostname);
}

/** Whether a request comes from a page that was served here, or from no page at all. */
export function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  // A port that goes without saying is left out of both.
  return urlOf(origin)?.host === host?.toLowerCase();
}

/** Whether a host, by name or address, is always this machine itself. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host);
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
