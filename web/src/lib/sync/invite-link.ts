/**
 * An invite as a link: `https://relay.example/join#1.<book>.<secret>`. Everything secret stands
 * after the #, which browsers send to nobody.
 */
import { fromBase64Url, toBase64Url, type Bytes } from '@wardbook/shared/base/bytes';
import { parseBookId, type BookId } from '@wardbook/shared/base/ids';
import { inviteSecretBytes } from '@wardbook/shared/sealing/invite-keys';

export interface InviteLink {
  readonly book: BookId;
  readonly secret: Bytes;
  /** Where the relay listens: ws(s)://…/relay. */
  readonly relay: string;
}

const version = '1';

export function writeInviteLink(origin: string, book: BookId, secret: Uint8Array): string {
  return `${origin}/join#${version}.${book}.${toBase64Url(secret)}`;
}

/** Undefined when the text is no whole invite link. */
export function parseInviteLink(text: string): InviteLink | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const [linkVersion, bookText, secretText, ...more] = url.hash.slice(1).split('.');
  if (linkVersion !== version || more.length > 0) return undefined;
  const book = parseBookId(bookText ?? '');
  const secret = fromBase64Url(secretText ?? '');
  if (!book || secret?.length !== inviteSecretBytes) return undefined;
  return { book, secret, relay: relayUrl(url.origin) };
}

/** The relay that serves a page also listens for its devices. */
export function relayUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/relay`;
}
