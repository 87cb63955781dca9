/**
 * An invite as a link: `https://relay.example/join#1.<book>.<secret>`, or `#1.own.<book>.<secret>`
 * for another device of the person's own. Everything secret stands after the #, which browsers send
 * to nobody. The mark stands in front so that a link that was cut short is never a whole one.
 */
import { fromBase64Url, toBase64Url, type Bytes } from '@wardbook/shared/base/bytes';
import { parseBookId, type BookId } from '@wardbook/shared/base/ids';
import { inviteSecretBytes } from '@wardbook/shared/sealing/invite-keys';

export interface InviteLink {
  readonly book: BookId;
  readonly secret: Bytes;
  /** Where the relay listens: ws(s)://…/relay. */
  readonly relay: string;
  /** For another device of whoever made it, so that it asks for no person's name. */
  readonly own: boolean;
}

const version = '1';
const ownMark = 'own';

export function writeInviteLink(
  origin: string,
  book: BookId,
  secret: Uint8Array,
  own?: 'own',
): string {
  const parts = [version, ...(own ? [ownMark] : []), book, toBase64Url(secret)];
  return `${origin}/join#${parts.join('.')}`;
}

/** Undefined when the text is no whole invite link. */
export function parseInviteLink(text: string): InviteLink | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const [linkVersion, ...parts] = url.hash.slice(1).split('.');
  const own = parts[0] === ownMark;
  const [bookText, secretText, ...more] = own ? parts.slice(1) : parts;
  if (linkVersion !== version || more.length > 0) return undefined;
  const book = parseBookId(bookText ?? '');
  const secret = fromBase64Url(secretText ?? '');
  if (!book || secret?.length !== inviteSecretBytes) return undefined;
  return { book, secret, relay: relayUrl(url.origin), own };
}

/** The relay that serves a page also listens for its devices. */
export function relayUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/relay`;
}
