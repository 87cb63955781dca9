import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openRelayMiB } from './limits.ts';
import { readSettings } from './settings.ts';

test('options come before the environment, which comes before what is usual', () => {
  const usual = readSettings([], {}, '/usual');
  expect(usual).toMatchObject({ port: 8080, host: '127.0.0.1', data: '/usual', creating: 'open' });
  const environment = { WARDBOOK_PORT: '81', WARDBOOK_HOST: '::1', WARDBOOK_DATA: '/environment' };
  expect(readSettings([], environment, '/usual')).toMatchObject({
    port: 81,
    host: '::1',
    data: '/environment',
  });
  const args = ['--port', '82', '--host=127.0.0.9', '--data', '/given'];
  for (const given of [args, ['--', ...args]])
    expect(readSettings(given, environment, '/usual')).toMatchObject({
      port: 82,
      host: '127.0.0.9',
      data: '/given',
    });
});

test('a backup is served beside the books when a file is named', () => {
  const environment = { WARDBOOK_BACKUP: '/from/environment.sqlite' };
  expect(readSettings([], {}, '/usual')).toMatchObject({ backup: undefined });
  expect(readSettings([], environment, '/usual')).toMatchObject({
    backup: '/from/environment.sqlite',
  });
  const given = readSettings(['--backup', 'given.sqlite'], environment, '/usual');
  expect(given).toMatchObject({ backup: resolve('given.sqlite') });
});

test('books are made on loopback only, unless it is said', () => {
  const creating = (environment: Record<string, string>) => readSettings([], environment, '/usual');
  expect(creating({ WARDBOOK_HOST: '0.0.0.0' })).toMatchObject({ creating: 'closed' });
  expect(creating({ WARDBOOK_HOST: '127.evil.example' })).toMatchObject({ creating: 'closed' });
  expect(creating({ WARDBOOK_HOST: '0.0.0.0', WARDBOOK_CREATE: 'open' })).toMatchObject({
    creating: 'open',
  });
  expect(creating({ WARDBOOK_CREATE: 'closed' })).toMatchObject({ creating: 'closed' });
});

test('a relay for its own machine that anybody may start books at takes its own pages only', () => {
  const pages = (environment: Record<string, string>, args: string[] = []) => {
    const settings = readSettings(args, environment, '/usual');
    return settings.type === 'settings' && settings.pages;
  };
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
    expect(pages({ WARDBOOK_HOST: host })).toBe('own');
  expect(pages({ WARDBOOK_CREATE: 'open' })).toBe('own');
  expect(pages({ WARDBOOK_CREATE: 'closed' })).toBe('any');
  expect(pages({ WARDBOOK_CREATE: 'word:a word that was given' })).toBe('any');
  expect(pages({ WARDBOOK_TRUSTED_PROXY: '127.0.0.1' })).toBe('any');
  expect(pages({ WARDBOOK_HOST: '0.0.0.0', WARDBOOK_CREATE: 'open' })).toBe('any');
  expect(pages({}, ['--lan'])).toBe('any');
});

test('where anybody may start books, all of them together are bounded unless it is said', () => {
  const most = (environment: Record<string, string>) => {
    const settings = readSettings([], environment, '/usual');
    return settings.type === 'settings' && settings.limits.relayBytesMax;
  };
  expect(most({})).toBe(openRelayMiB * 1024 * 1024);
  expect(most({ WARDBOOK_RELAY_MIB: '7' })).toBe(7 * 1024 * 1024);
  expect(most({ WARDBOOK_CREATE: 'closed' })).toBeUndefined();
});

test('what makes no sense is told in a sentence', () => {
  for (const port of ['abc', '-1', '65536', '80.5', ''])
    expect(readSettings(['--port', port], {}, '/usual')).toMatchObject({ type: 'wrong' });
  for (const args of [['--colour', 'blue'], ['--port'], ['somewhere']])
    expect(readSettings(args, {}, '/usual')).toMatchObject({ type: 'wrong' });
  expect(readSettings([], { WARDBOOK_CREATE: 'maybe' }, '/usual')).toMatchObject({ type: 'wrong' });
});

test('every setting is read, and means what it says', () => {
  const all = readSettings(
    [],
    {
      WARDBOOK_BOOK_MIB: '64',
      WARDBOOK_RELAY_MIB: '1024',
      WARDBOOK_SOCKETS: '500',
      WARDBOOK_KEEP_DAYS: '0',
      WARDBOOK_DRAIN_SECONDS: '20',
      WARDBOOK_METRICS: '9464',
      WARDBOOK_LOG: 'warn',
      WARDBOOK_LOG_ADDRESSES: 'yes',
      WARDBOOK_TRUSTED_PROXY: '127.0.0.1',
      WARDBOOK_TLS_KEY: '/keys/key.pem',
      WARDBOOK_TLS_CERT: '/keys/cert.pem',
      WARDBOOK_CREATE: 'word: a word that was given , another that was given',
    },
    '/usual',
  );
  expect(all).toMatchObject({
    limits: {
      bookBytesMax: 64 * 1024 * 1024,
      relayBytesMax: 1024 * 1024 * 1024,
      socketsMax: 500,
      supersededKeptMs: 0,
    },
    drainMs: 20_000,
    metrics: { host: '127.0.0.1', port: 9464 },
    log: 'warn',
    logAddresses: true,
    tls: { key: '/keys/key.pem', cert: '/keys/cert.pem' },
    creating: { words: ['a word that was given', 'another that was given'] },
  });
  if (all.type !== 'settings') throw new Error(all.sentence);
  expect(all.isTrustedProxy('127.0.0.1')).toBe(true);
  expect(readSettings([], { WARDBOOK_CREATE: 'list:/a/list' }, '/usual')).toMatchObject({
    creating: { list: '/a/list' },
  });
  expect(readSettings([], { WARDBOOK_METRICS: '[::1]:9464' }, '/usual')).toMatchObject({
    metrics: { host: '::1', port: 9464 },
  });
});

test('in a committee room the port is another, and the team may bring its book', () => {
  const lan = readSettings(['--lan', '--host', '192.168.1.5'], {}, '/usual');
  expect(lan).toMatchObject({ port: 8443, lan: { host: '192.168.1.5' }, creating: 'open' });
  const closed = readSettings(['--lan'], { WARDBOOK_CREATE: 'closed' }, '/usual');
  expect(closed).toMatchObject({ lan: { host: undefined }, creating: 'closed' });
});

test.each([
  ['WARDBOOK_BOOK_MIB', 'much'],
  ['WARDBOOK_RELAY_MIB', '0'],
  ['WARDBOOK_SOCKETS', '-1'],
  ['WARDBOOK_KEEP_DAYS', '1.5'],
  ['WARDBOOK_DRAIN_SECONDS', '1000000'],
  ['WARDBOOK_METRICS', 'yes'],
  ['WARDBOOK_METRICS', '127.0.0.1:99999'],
  ['WARDBOOK_LOG', 'loud'],
  ['WARDBOOK_LOG_ADDRESSES', 'maybe'],
  ['WARDBOOK_TRUSTED_PROXY', 'everybody'],
  ['WARDBOOK_TLS_KEY', '/keys/key.pem'],
  ['WARDBOOK_CREATE', 'word:short'],
  ['WARDBOOK_CREATE', 'list:'],
  ['WARDBOOK_STORE', 'elsewhere'],
])('%s=%s is told in a sentence that names it', (name, value) => {
  const wrong = readSettings([], { [name]: value }, '/usual');
  expect(wrong).toMatchObject({ type: 'wrong', sentence: expect.stringContaining(name) });
  // Such a word is a secret, if a bad one.
  expect(wrong).not.toMatchObject({ sentence: expect.stringContaining('word:short') });
});
