import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readStorePlace } from './read-place.ts';

const read = (settings: Record<string, string>) =>
  readStorePlace((name) => settings[name] ?? '', '/data');

test('books lie in the data folder unless a cluster is named', () => {
  expect(read({})).toEqual({ type: 'folder', folder: '/data' });
  expect(read({ STORE: 'nats://one:4223, two ,[::1]:99' })).toEqual({
    type: 'jetstream',
    place: { servers: ['one:4223', 'two:4222', '[::1]:99'], replicas: 3, streams: 4 },
  });
  const all = {
    STORE: 'tls://relay:pass-word@one',
    NATS_REPLICAS: '1',
    NATS_STREAMS: '16',
    NATS_CREDENTIALS: 'relay.creds',
    NATS_CA: '/ca.pem',
  };
  expect(read(all)).toEqual({
    type: 'jetstream',
    place: {
      servers: ['one:4222'],
      replicas: 1,
      streams: 16,
      login: { user: 'relay', password: 'pass-word' },
      credentials: resolve('relay.creds'),
      tls: { caFile: resolve('/ca.pem') },
    },
  });
});

test('what is wrong is said in one sentence', () => {
  const store = 'nats://one';
  for (const [settings, part] of [
    [{ STORE: 'redis://one' }, 'WARDBOOK_STORE'],
    [{ STORE: 'nats://one two' }, 'WARDBOOK_STORE'],
    [{ STORE: 'nats://user@one' }, 'WARDBOOK_STORE'],
    [{ STORE: store, NATS_REPLICAS: '2' }, 'WARDBOOK_NATS_REPLICAS'],
    [{ STORE: store, NATS_STREAMS: '6' }, 'WARDBOOK_NATS_STREAMS'],
    [{ STORE: store, NATS_STREAMS: 'many' }, 'WARDBOOK_NATS_STREAMS'],
  ] as const)
    expect(read(settings)).toEqual({ type: 'wrong', sentence: expect.stringContaining(part) });
});
