import { expect, test } from 'vitest';
import type { LinkStatus } from '../sync/link/relay-link.ts';
import { relayName, relayState, relayText, spaceWords } from './relay-words.ts';

const states = ['live', 'reading', 'connecting', 'waiting', 'offline', 'stopped'] as const;
const link = (part: Partial<LinkStatus>) =>
  ({ waiting: 0, sharedAt: undefined, ...part }) as LinkStatus;
const relay = (part: Partial<LinkStatus>) => relayText(link(part), () => '5 minutes ago');

test('a relay is said to have everything only while it is there and has', () => {
  expect(relay({ connection: 'live' })).toBe('Connected, and has everything.');
  expect(relay({ connection: 'live', waiting: 1 })).toBe(
    'Connected. 1 change on this device still to be sent.',
  );
  expect(relay({ connection: 'offline', waiting: 12 })).toBe(
    'No connection now. It does not have 12 changes on this device yet.',
  );
  expect(relay({ connection: 'offline', sharedAt: 7 })).toBe(
    'No connection now. It last had everything 5 minutes ago.',
  );
  for (const connection of states)
    for (const waiting of [0, 1])
      expect(relayState(link({ connection, waiting })).words === 'Has everything').toBe(
        connection === 'live' && waiting === 0,
      );
});

test('a relay is spoken of in sentences, whatever its state', () => {
  for (const connection of states)
    for (const waiting of [0, 2])
      expect(relay({ connection, waiting, sharedAt: 7 })).toMatch(/^[A-Z].+\.$/);
  for (const [stoppedBy, says, state] of [
    ['creating-closed', /^It takes no/, 'Not sharing'],
    ['permit-needed', /its word\. A keeper/, 'Asks for a word'],
    ['foreign-page', /^It lets in no page but those that it served itself/, 'Not sharing'],
    ['backup-only', /^It is a backup, .+ the relay itself/, 'Not sharing'],
    ['book-deleted', /^It says .+ devices stays/, 'Deleted there'],
    ['removed', /^It does not take/, 'Not sharing'],
  ] as const) {
    expect(relay({ connection: 'stopped', stoppedBy })).toMatch(says);
    expect(relayState(link({ connection: 'stopped', stoppedBy })).words).toBe(state);
  }
  expect(relay({ connection: 'offline', lastClose: 'too-many-books' })).toMatch(/tries again/);
});

test('people see where it is, and whether it is without encryption', () => {
  expect(relayName('wss://wardbook.example.org/relay')).toBe('wardbook.example.org');
  expect(relayName('ws://192.168.1.7:8080/relay')).toBe('http://192.168.1.7:8080');
  expect(relayName('wss://example.org/wardbook/relay')).toBe('example.org/wardbook');
});

test('how short the space is, that nothing is lost, and what to do', () => {
  const space = { short: 'book', usedBytes: 82_000_000, limitBytes: 100_000_000 } as const;
  const { title, safe, next } = spaceWords('wss://wardbook.example.org/relay', space);
  expect(title).toBe('wardbook.example.org is running short of room for this book');
  expect(safe).toMatch(/^It holds 82\.0 MB of the book, .+ 100\.0 MB at most\. Nothing is lost/);
  expect(next).toMatch(/^Ask .+\.$/);
  const full = spaceWords('wss://wardbook.example.org/relay', { ...space, short: 'relay' });
  expect(full.title).toBe('wardbook.example.org is running short of room');
});
