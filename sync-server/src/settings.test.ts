import { expect, test } from 'vitest';
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

test('books are made on loopback only, unless it is said', () => {
  const creating = (environment: Record<string, string>) => readSettings([], environment, '/usual');
  expect(creating({ WARDBOOK_HOST: '0.0.0.0' })).toMatchObject({ creating: 'closed' });
  expect(creating({ WARDBOOK_HOST: '127.evil.example' })).toMatchObject({ creating: 'closed' });
  expect(creating({ WARDBOOK_HOST: '0.0.0.0', WARDBOOK_CREATE: 'open' })).toMatchObject({
    creating: 'open',
  });
  expect(creating({ WARDBOOK_CREATE: 'closed' })).toMatchObject({ creating: 'closed' });
});

test('what makes no sense is told in a sentence', () => {
  for (const port of ['abc', '-1', '65536', '80.5', ''])
    expect(readSettings(['--port', port], {}, '/usual')).toMatchObject({ type: 'wrong' });
  for (const args of [['--colour', 'blue'], ['--port'], ['somewhere']])
    expect(readSettings(args, {}, '/usual')).toMatchObject({ type: 'wrong' });
  expect(readSettings([], { WARDBOOK_CREATE: 'maybe' }, '/usual')).toMatchObject({ type: 'wrong' });
});
