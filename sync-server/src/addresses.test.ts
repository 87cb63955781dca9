import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf, parseTrusted, trustsNobody } from './addresses.ts';

function request(remoteAddress: string, forwarded?: string | string[]): IncomingMessage {
  const headers = { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

test('what a request says of itself counts for nothing unless its proxy is named', () => {
  expect(addressOf(request('192.0.2.7', '198.51.100.1'), trustsNobody)).toBe('192.0.2.7');
  const isTrusted = parseTrusted('127.0.0.1')!;
  expect(addressOf(request('192.0.2.7', '198.51.100.1'), isTrusted)).toBe('192.0.2.7');
  expect(addressOf(request('::ffff:127.0.0.1', '198.51.100.1'), isTrusted)).toBe('198.51.100.1');
});

test('behind named proxies the nearest address that is none of them counts', () => {
  const isTrusted = parseTrusted('127.0.0.1, 10.0.0.0/8')!;
  const of = (said?: string | string[]) => addressOf(request('127.0.0.1', said), isTrusted);
  expect(of('203.0.113.9, 198.51.100.1, 10.1.2.3')).toBe('198.51.100.1');
  expect(of(['203.0.113.9', '198.51.100.1'])).toBe('198.51.100.1');
  expect(of('nonsense')).toBe('127.0.0.1');
  expect(of('198.51.100.1, nonsense')).toBe('127.0.0.1');
  expect(of()).toBe('127.0.0.1');
});

test('addresses of one IPv6 network count as one', () => {
  const of = (address: string) => addressOf(request(address), trustsNobody);
  expect(of('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(of('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64');
  expect(of('2001:db8::9')).toBe('2001:db8:0:0::/64');
  expect(of('::1')).toBe('0:0:0:0::/64');
  expect(of('2001:db8:1:3::9')).not.toBe(of('2001:db8:1:2::9'));
});

test('networks are read, and what is none is not', () => {
  expect(parseTrusted('fd00::/8')!('fd12::1')).toBe(true);
  expect(parseTrusted('10.0.0.0/8')!('11.0.0.1')).toBe(false);
  for (const wrong of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/x', '::1/129', '10.0.0.1,'])
    expect(parseTrusted(wrong), wrong).toBeUndefined();
});
