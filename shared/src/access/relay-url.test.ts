import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRelayUrl, relayUrlBytesMax } from './relay-url.ts';

test.each([
  'wss://relay.example/',
  'wss://relay.example/relay',
  'ws://relay.example/relay',
  'ws://127.0.0.1:8080/relay',
  'ws://[::1]:8080/relay',
  'wss://relay.example:8443/a/b-c_d/relay',
  'wss://xn--bcher-kva.example/relay',
  `wss://relay.example/${'a'.repeat(relayUrlBytesMax - 20)}`,
])('[ACC26] an address: %s', (url) => {
  expect(isRelayUrl(url)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['no address', 'relay.example'],
  ['http', 'http://relay.example/relay'],
  ['https', 'https://relay.example/relay'],
  ['another scheme', 'javascript:alert(1)'],
  ['a name', 'wss://somebody@relay.example/relay'],
  ['a name and a password', 'wss://somebody:secret@relay.example/relay'],
  ['an empty name', 'wss://@relay.example/relay'],
  ['a query', 'wss://relay.example/relay?key=secret'],
  ['an empty query', 'wss://relay.example/relay?'],
  ['a fragment', 'wss://relay.example/relay#secret'],
  ['an empty fragment', 'wss://relay.example/relay#'],
  ['a space in front', ' wss://relay.example/relay'],
  ['a space behind', 'wss://relay.example/relay '],
  ['a space inside', 'wss://relay.example/a b'],
  // Some browsers take it for a host, so it must not be left to them.
  ['a space within the host, written out', 'wss://relay%20example/relay'],
  ['signs that only some take as they are', 'wss://relay.example/a;b=c'],
  ['a line break', 'wss://relay.example/\nrelay'],
  ['a mark of byte order', '\u{feff}wss://relay.example/relay'],
  ['letters beyond ASCII in the host', 'wss://bücher.example/relay'],
  ['letters beyond ASCII in the path', 'wss://relay.example/bücher'],
  ['a scheme in upper case', 'WSS://relay.example/relay'],
  ['a host in upper case', 'wss://Relay.example/relay'],
  ['the port that it has anyway', 'wss://relay.example:443/relay'],
  ['a number written another way', 'ws://0x7f.1/relay'],
  ['no path', 'wss://relay.example'],
  ['a path that goes back', 'wss://relay.example/a/../relay'],
  ['back slashes', 'wss:\\\\relay.example\\relay'],
  ['no host', 'wss:///relay'],
  ['one byte too many', `wss://relay.example/${'a'.repeat(relayUrlBytesMax - 19)}`],
])('[ACC26] no address: %s', (_, url) => {
  expect(isRelayUrl(url)).toBe(false);
});

test('[ACC26] an address has one form, which is short ASCII and says no more than where', () => {
  let addresses = 0;
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `wss://relay.example/${text}`),
    fc.webUrl({ validSchemes: ['ws', 'wss'], withQueryParameters: true, withFragments: true }),
  );
  fc.assert(
    fc.property(anything, (text) => {
      if (!isRelayUrl(text)) return;
      addresses += 1;
      expect(text).toMatch(/^wss?:\/\/[!-~]+$/);
      expect(text).not.toMatch(/[?#]/);
      expect(text).not.toMatch(/^wss?:\/\/[^/]*@/);
      expect(text.length).toBeLessThanOrEqual(relayUrlBytesMax);
      expect(new URL(text).href).toBe(text);
    }),
    { numRuns: 1_000 },
  );
  expect(addresses).toBeGreaterThan(50);
});
