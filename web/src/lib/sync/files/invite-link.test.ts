import { expect, test } from 'vitest';
import { toBase64Url } from '@wardbook/shared/base/bytes';
import { bookNumbered } from '@wardbook/shared/testing/statements';
import { parseInviteLink, relayUrl, writeInviteLink } from './invite-link.ts';

const book = bookNumbered(1);
const secret = new Uint8Array(32).map((_, index) => index * 7);
const text = toBase64Url(secret);
const link = writeInviteLink('https://relay.example:8443', book, secret);
const ownLink = writeInviteLink('https://relay.example:8443', book, secret, 'own');

test('[SYNC6] a link gives back the book, the secret and the relay', () => {
  const read = parseInviteLink(link);
  expect(read).toEqual({ book, secret, relay: 'wss://relay.example:8443/relay', own: false });
  expect(parseInviteLink(`  ${link}\n`)).toEqual(read);
  const local = writeInviteLink('http://127.0.0.1:8080', book, secret);
  expect(parseInviteLink(local)?.relay).toBe('ws://127.0.0.1:8080/relay');
});

test('[SYNC6] a link for one’s own device says that it is one', () => {
  expect(ownLink).not.toBe(link);
  expect(parseInviteLink(ownLink)).toEqual({ ...parseInviteLink(link), own: true });
});

test('[SYNC6] nothing of the book or the secret stands before the #', () => {
  const [before] = link.split('#');
  expect(before).toBe('https://relay.example:8443/join');
  const { origin, pathname, search } = new URL(link);
  expect(origin + pathname + search).not.toContain(text);
});

test('[SYNC6] a link that was cut short anywhere is refused', () => {
  for (const whole of [link, ownLink])
    for (let length = 0; length < whole.length; length++)
      expect(parseInviteLink(whole.slice(0, length))).toBeUndefined();
});

const page = 'https://relay.example/join';
test.each([
  ['another version', `${page}#2.${book}.${text}`],
  ['no version', `${page}#${book}.${text}`],
  ['a part too many', `${link}.more`],
  ['an empty part too many', `${link}.`],
  ['a mark at the end', `${link}.own`],
  ['the mark twice', `${page}#1.own.own.${book}.${text}`],
  ['another mark', `${page}#1.any.${book}.${text}`],
  ['a letter too many', `${link}A`],
  ['a short book', `${page}#1.${book.slice(1)}.${text}`],
  ['the secret before the book', `${page}#1.${text}`],
  ['padding', `${page}#1.${book}.${text}=`],
  ['the secret before the #', `${page}?1.${book}.${text}`],
  ['no address', `#1.${book}.${text}`],
  ['no link', 'Please join our ward book'],
  ['nothing', ''],
  ['a script', `javascript:alert(1)#1.${book}.${text}`],
  ['a file', `file:///join#1.${book}.${text}`],
])('[SYNC6] refused: %s', (_, wrong) => {
  expect(parseInviteLink(wrong)).toBeUndefined();
});

test('[SYNC6] the relay listens where the page came from, and as safely', () => {
  expect(relayUrl('https://a.example')).toBe('wss://a.example/relay');
  expect(relayUrl('http://localhost:8080')).toBe('ws://localhost:8080/relay');
});
