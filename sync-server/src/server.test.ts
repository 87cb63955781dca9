import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { headerBytesMax, quotaAskedMs, strangersPerAddressMax } from './limits.ts';
import { createRelay } from './server.ts';
import { Client } from './trials/client.ts';
import { createTroubledStore, startRelay, type TestRelay } from './testing/relay.ts';
import { foundTeam, openTeam, sealedBy } from './trials/team.ts';

const inlineScript = '<script>begin()</script>';

let app: string;
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'wardbook-app-'));
  mkdirSync(join(app, '_app/immutable'), { recursive: true });
  writeFileSync(join(app, 'index.html'), `<title>Wardbook</title>${inlineScript}`);
  writeFileSync(join(app, '_app/immutable/start.abc.js'), 'start()');
  writeFileSync(join(app, '_app/immutable/gone.abc.js'), 'gone()');
  writeFileSync(join(app, '.built'), 'a stamp');
});
afterAll(() => rmSync(app, { recursive: true }));

let relay: TestRelay;
const start = async (options?: Parameters<typeof startRelay>[0]) =>
  (relay = await startRelay(options));
afterEach(() => relay.relay.close());

async function get(path: string, init?: RequestInit) {
  const response = await fetch(relay.relay.url + path, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function upgrade(path: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(relay.relay.url.replace('http', 'ws') + path, { headers });
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });
}

describe('plain requests', () => {
  test('are answered with the app, which finds its own way', async () => {
    await start({ staticFolder: app });
    for (const path of ['/', '/book/somewhere', '/demo?x=1']) {
      const page = await get(path);
      expect([page.status, page.text]).toEqual([200, `<title>Wardbook</title>${inlineScript}`]);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('permissions-policy')).toContain('geolocation=()');
      expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
    const script = await get('/_app/immutable/start.abc.js');
    expect(script.text).toBe('start()');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('carry a policy that lets the page run its own scripts and nothing else', async () => {
    await start({ staticFolder: app });
    const policy = (await get('/')).headers.get('content-security-policy')!;
    const directives = new Map(policy.split('; ').map((each) => [each.split(' ')[0]!, each]));
    const digest = hash('sha256', 'begin()', 'base64');
    expect(directives.get('script-src')).toBe(`script-src 'self' 'sha256-${digest}'`);
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('frame-ancestors')).toBe("frame-ancestors 'none'");
    // A book may have a relay on another machine, which may serve a backup.
    expect(directives.get('connect-src')).toBe("connect-src 'self' ws: wss: http: https:");
    expect(policy).not.toContain('unsafe-eval');
    for (const path of ['/healthz', '/missing.js'])
      expect((await get(path)).headers.get('content-security-policy')).toBe(policy);
  });

  test('are told whether devices may be sent here', async () => {
    const store = createTroubledStore();
    await start({ store });
    expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    store.health = async () => ({ type: 'cannot-save', reason: 'full', detail: 'no space' });
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    relay.wait(quotaAskedMs);
    expect(await get('/readyz')).toMatchObject({ status: 503, text: 'cannot-save\n' });
    expect((await get('/healthz')).status).toBe(200);
    await relay.relay.drain(0);
    expect(await get('/readyz')).toMatchObject({ status: 503, text: 'draining\n' });
  });

  test('are told how old the backup is that is served, and nothing else', async () => {
    const backup = { store: createTroubledStore(), at: 1_799_999_999_999 };
    await start({ staticFolder: app, backup });
    const told = await get('/backup');
    expect(told).toMatchObject({ status: 200, text: '{"at":1799999999999}\n' });
    expect(told.headers.get('content-type')).toBe('application/json');
    expect(told.headers.get('cache-control')).toBe('no-store');
    // A page that another relay served may ask, because it may also open a socket.
    expect(told.headers.get('access-control-allow-origin')).toBe('*');
    expect(await upgrade('/backup')).toBe(101);
  });

  test('are told that none is, also where the app finds its own way', async () => {
    for (const staticFolder of [undefined, app]) {
      await start({ staticFolder });
      const told = await get('/backup');
      expect(told).toMatchObject({ status: 204, text: '' });
      expect(told.headers.get('access-control-allow-origin')).toBe('*');
      expect(await upgrade('/backup')).toBe(404);
      await relay.relay.close();
    }
  });

  test('find nothing that is not there, nor outside, nor hidden', async () => {
    await start({ staticFolder: app });
    for (const path of ['/_app/immutable/other.js', '/..%2f..%2fetc/passwd.txt'])
      expect((await get(path)).status).toBe(404);
    expect((await get('/.built')).text).not.toContain('stamp');
    expect((await get('/', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  test('of a strange range or a file that has gone break off alone', async () => {
    await start({ staticFolder: app });
    for (const range of ['bytes=5-2', 'bytes=99-', 'bytes=x'])
      expect((await get('/', { headers: { range } })).status).toBe(200);
    rmSync(join(app, '_app/immutable/gone.abc.js'));
    await expect(get('/_app/immutable/gone.abc.js')).rejects.toThrow('fetch failed');
    expect((await get('/')).status).toBe(200);
  });

  test('learn that the relay is well, and that it serves no app without one', async () => {
    await start();
    expect(await get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect((await get('/')).status).toBe(404);
  });
});

describe('a relay that takes its own pages only', () => {
  /** Of a plain request and of an upgrade that ask for this host. */
  const statusFor = async (host: string) => {
    const { port } = relay.relay;
    const plain = await new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/', headers: { host } });
      asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      asked.end();
    });
    return [plain, await upgrade('/relay', { host })];
  };
  const open = (headers: Record<string, string>) => new Client(relay.relay.url, { headers }).closed;

  test('answers to names and addresses of this machine, and to no other', async () => {
    await start({ staticFolder: app, pages: 'own' });
    const { port } = relay.relay;
    for (const name of ['localhost', '127.0.0.1', '127.8.9.10', '[::1]'])
      for (const host of [name, `${name}:${port}`])
        expect(await statusFor(host)).toEqual([200, 101]);
    for (const name of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
    ])
      for (const host of [name, `${name}:${port}`]) {
        expect(await statusFor(host)).toEqual([421, 101]);
        expect(await open({ host })).toBe('foreign-page');
        // The page that such a name would bring along.
        expect(await open({ host, origin: `http://${host}` })).toBe('foreign-page');
      }
  });

  test('lets in programs and what it served, and no page from elsewhere', async () => {
    await start({ pages: 'own' });
    const host = `localhost:${relay.relay.port}`;
    const comers: Record<string, string>[] = [
      { host },
      { host, origin: `http://${host}` },
      { host, origin: `https://${host}` },
      { host: 'LOCALHOST', origin: 'http://localhost' },
    ];
    for (const headers of comers) {
      const client = new Client(relay.relay.url, { headers });
      await client.untilPong().catch(() => undefined);
      client.leave();
      expect(await client.closed).not.toBe('foreign-page');
    }
    const pages = [
      'https://evil.example',
      'http://localhost',
      `http://127.0.0.1:${relay.relay.port}`,
      'null',
      'chrome-extension://abc',
      '',
      'nonsense',
    ];
    for (const origin of pages) expect(await open({ host, origin })).toBe('foreign-page');
  });

  test('tells no page from elsewhere about its backup, nor shows it', async () => {
    await start({ pages: 'own', backup: { store: createTroubledStore(), at: 1 } });
    const told = await get('/backup', { headers: { origin: 'https://evil.example' } });
    expect(told.headers.has('access-control-allow-origin')).toBe(false);
    const headers = { origin: 'https://evil.example' };
    expect(await new Client(relay.relay.url, { headers }, '/backup').closed).toBe('foreign-page');
  });

  test('does nothing at all that such a page asks for', async () => {
    await start({ pages: 'own' });
    const team = await foundTeam(relay.now);
    const client = new Client(relay.relay.url, { headers: { origin: 'https://evil.example' } });
    await client.hello(team.keeper, team.book);
    client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
    expect(await client.closed).toBe('foreign-page');
    expect(client.frames.map(({ type }) => type)).toEqual(['challenge']);
    expect(await relay.store.openLog(team.book)).toEqual({ type: 'none' });
  });
});

describe('an upgrade', () => {
  test('is for /relay, whatever page it comes from: devices prove who they are', async () => {
    await start();
    const { port } = relay.relay;
    expect(await upgrade('/relay')).toBe(101);
    expect(await upgrade('/relay', { origin: `http://127.0.0.1:${port}` })).toBe(101);
    expect(await upgrade('/other')).toBe(404);
    // A page that another relay served, because a book may have two.
    expect(await upgrade('/relay', { origin: 'https://elsewhere.example' })).toBe(101);
  });

  test('is refused once there are as many sockets as there may be', async () => {
    await start({ limits: { socketsMax: 2 } });
    const clients = [new Client(relay.relay.url), new Client(relay.relay.url)];
    await Promise.all(clients.map((client) => client.next('challenge')));
    expect(await upgrade('/relay')).toBe(503);
    clients[0]!.leave();
    while ((await upgrade('/relay')) !== 101)
      await new Promise((resolve) => setTimeout(resolve, 5));
    clients[1]!.leave();
  });

  test('with more in its headers than any browser sends is cut off', async () => {
    await start();
    const tooMuch: Record<string, string>[] = [
      { x: 'a'.repeat(headerBytesMax) },
      { cookie: 'b=c; '.repeat(5_000) },
    ];
    for (const headers of tooMuch)
      await expect(get('/healthz', { headers })).rejects.toThrow('fetch failed');
    expect((await get('/healthz')).status).toBe(200);
  });

  test('that is none leaves the relay well', async () => {
    await start();
    const headers = { connection: 'upgrade', upgrade: 'websocket' };
    await new Promise((resolve) => {
      const { port } = relay.relay;
      const bad = request({ host: '127.0.0.1', port, path: '/relay', headers });
      bad.on('response', (response) => response.resume().on('end', resolve));
      bad.on('error', resolve);
      bad.end();
    });
    expect((await get('/healthz')).status).toBe(200);
  });

  test('is refused to an address with too many that are not admitted', async () => {
    await start();
    const { client } = await openTeam(relay);
    const strangers = Array.from(
      { length: strangersPerAddressMax },
      () => new Client(relay.relay.url),
    );
    await Promise.all(strangers.map((stranger) => stranger.next('challenge')));
    expect(await upgrade('/relay')).toBe(429);
    await client.untilPong();
    strangers[0]!.leave();
    await strangers[0]!.closed;
    while ((await upgrade('/relay')) !== 101) await client.untilPong();
  });
});

describe('draining', () => {
  test('takes nobody new, and ends the sockets one after the other', async () => {
    await start();
    const { client } = await openTeam(relay);
    const others = Array.from({ length: 19 }, () => new Client(relay.relay.url));
    await Promise.all(others.map((other) => other.next('challenge')));
    const draining = relay.relay.drain(400);
    expect(await upgrade('/relay')).toBe(503);
    const first = await Promise.race(others.map((other) => other.closed));
    expect(first).toBe('relay-stopping');
    // Some are still being served meanwhile.
    expect(relay.relay.figures().sockets).toBeGreaterThan(0);
    await draining;
    expect(await client.closed).toBe('relay-stopping');
    expect(await Promise.all(others.map((other) => other.closed))).toEqual(
      others.map(() => 'relay-stopping'),
    );
  });
});

describe('closing', () => {
  test('saves and receipts what has arrived, tells everybody, closes the store', async () => {
    const store = createTroubledStore();
    let isClosed = false;
    store.close = async () => {
      isClosed = true;
    };
    await start({ store });
    const { client, keeper } = await openTeam(relay);
    const quiet = new Client(relay.relay.url);
    await quiet.next('challenge');
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    client.send({ type: 'append', ref: 7, kind: 'update', blob: await sealedBy(keeper) });
    await client.untilPong();
    const closing = relay.relay.close();
    open();
    await client.next('entries');
    expect(await client.next('receipt')).toMatchObject({ refs: [7] });
    expect(await client.closed).toBe('relay-stopping');
    expect(await quiet.closed).toBe('relay-stopping');
    await closing;
    expect(isClosed).toBe(true);
  });

  test('does not wait for a socket that never answers', async () => {
    await start();
    const { client } = await openTeam(relay);
    client.socket.pause();
    await relay.relay.close();
    client.socket.resume();
    expect(await client.closed).toBeDefined();
  });
});

test('a port that is taken is told, and the store is closed', async () => {
  await start();
  let isClosed = false;
  const store = {
    ...createTroubledStore(),
    close: async () => {
      isClosed = true;
    },
  };
  const second = await createRelay({
    store,
    clock: () => 0,
    random: (length) => new Uint8Array(length),
    creating: 'open',
    pages: 'any',
    host: '127.0.0.1',
    port: relay.relay.port,
    log: () => {},
  });
  expect(second).toEqual({ type: 'cannot-listen', reason: 'EADDRINUSE' });
  expect(isClosed).toBe(true);
});
