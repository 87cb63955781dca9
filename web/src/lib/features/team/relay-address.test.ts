import { expect, test } from 'vitest';
import { readRelayAddress } from './relay-address.ts';

test('an address is read however it is written', () => {
  for (const typed of [
    'wardbook.example.org',
    ' https://wardbook.example.org ',
    'https://wardbook.example.org/b/abc/more#part',
    'wss://wardbook.example.org/relay',
    'HTTPS://Wardbook.Example.org',
  ])
    expect(readRelayAddress(typed)).toBe('wss://wardbook.example.org/relay');
  expect(readRelayAddress('http://192.168.1.7:8080')).toBe('ws://192.168.1.7:8080/relay');
});

test('what is no address is not taken for one', () => {
  for (const typed of [
    'not an address',
    '',
    'two words',
    'ftp://wardbook.example.org',
    'javascript:alert(1)',
    'https://',
  ])
    expect(readRelayAddress(typed)).toBeUndefined();
});
