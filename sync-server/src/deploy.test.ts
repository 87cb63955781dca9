/**
 * The examples in `deploy/` for reverse proxies, run as they stand but for names, ports and
 * certificates: the app, the sockets and the addresses come through.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterAll, afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseTrusted } from './addresses.ts';
import { lanCertificate } from './operating/lan/certificates.ts';
import { startRelay, type TestRelay } from './testing/relay.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-deploy-'));
const keyFile = join(root, 'key.pem');
const certFile = join(root, 'cert.pem');
afterAll(() => rmSync(root, { recursive: true, force: true }));

let relay: TestRelay | undefined;
let proxy: ChildProcess | undefined;
afterEach(async () => {
  if (proxy && proxy.exitCode === null) {
    const closed = once(proxy, 'close');
    proxy.kill('SIGTERM');
    await closed;
  }
  await relay?.relay.close();
});

function programAt(...names: string[]): string | undefined {
  const found = names.find((name) => spawnSync(name, ['version']).error === undefined);
  if (!found) console.warn(`skipped: ${names.join(' or ')} is not on this machine`);
  return found;
}
const caddy = programAt('caddy');
const nginx = programAt('nginx', '/usr/sbin/nginx');

const example = (name: string) =>
  readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');

/** The example with each of these changed, every one of which must be in it. */
function adapted(text: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((so, [from, to]) => {
    const changed = typeof from === 'string' ? so.replaceAll(from, to) : so.replace(from, to);
    if (changed === so) throw new Error(`the example has no ${String(from)} any more`);
    return changed;
  }, text);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function get(
  port: number,
  path: string,
): Promise<{ status: number; text: string; headers: object }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, rejectUnauthorized: false },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

async function open(
  port: number,
  headers: Record<string, string> = {},
): Promise<WebSocket | number> {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/relay`, {
    rejectUnauthorized: false,
    headers,
  });
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.once('message', () => resolve(socket));
  });
}

/** What has to be true of a relay behind any proxy. `start` gives it the relay's port and its own. */
async function expectToWork(
  start: (relayPort: number, port: number) => ChildProcess,
): Promise<void> {
  const { key, cert } = await lanCertificate(root, ['127.0.0.1'], Date.now(), systemRandom);
  writeFileSync(keyFile, key, { mode: 0o600 });
  writeFileSync(certFile, cert);
  relay = await startRelay({
    isTrustedProxy: parseTrusted('127.0.0.1')!,
    limits: { strangersPerAddressMax: 2 },
  });
  const port = await freePort();
  proxy = start(relay.relay.port, port);
  let said = '';
  proxy.stderr?.on('data', (chunk) => (said += String(chunk)));
  for (;;) {
    const answer = await get(port, '/readyz').catch(() => undefined);
    if (answer?.status === 200) break;
    if (proxy.exitCode !== null) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const health = await get(port, '/healthz');
  expect(health).toMatchObject({ status: 200, text: 'ok\n' });
  expect(health.headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  });
  // The proxy's connections all come from one address. Who is behind it counts, not what they say.
  const [first, second, third] = [
    await open(port, { 'X-Forwarded-For': '198.51.100.1' }),
    await open(port, { 'X-Forwarded-For': '198.51.100.2' }),
    await open(port, { 'X-Forwarded-For': '198.51.100.3' }),
  ];
  expect(third).toBe(429);
  if (!(first instanceof WebSocket) || !(second instanceof WebSocket))
    throw new Error('not let in');
  // A frame of the greatest length goes through whole, and the relay's own words about it come back.
  first.send(new Uint8Array(4 * 1024 + 1));
  const [code] = (await once(first, 'close')) as [number];
  expect(code).toBe(4411);
  second.terminate();
}

test.runIf(caddy)('deploy/Caddyfile', async () => {
  await expectToWork((relayPort, port) => {
    const file = join(root, 'Caddyfile');
    const site = adapted(example('Caddyfile'), [
      ['relay.example.org', `https://127.0.0.1:${port}`],
      ['127.0.0.1:8080', `127.0.0.1:${relayPort}`],
      ['\theader Strict', `\ttls ${certFile} ${keyFile}\n\theader Strict`],
    ]);
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
    return spawn(caddy!, ['run', '--adapter', 'caddyfile', '--config', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: root, XDG_DATA_HOME: root, XDG_CONFIG_HOME: root },
    });
  });
});

test.runIf(nginx)('deploy/nginx.conf', async () => {
  await expectToWork((relayPort, port) => {
    const site = adapted(example('nginx.conf'), [
      ['127.0.0.1:8080', `127.0.0.1:${relayPort}`],
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      [/\/etc\/letsencrypt\S+fullchain.pem/, certFile],
      [/\/etc\/letsencrypt\S+privkey.pem/, keyFile],
      [/server \{\s+listen 80;[^}]+\}/, ''],
    ]);
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const temporary = folders.map((name) => `${name}_temp_path ${join(root, name)};`).join('\n');
    const file = join(root, 'nginx.conf');
    writeFileSync(
      file,
      `daemon off; pid ${join(root, 'nginx.pid')}; error_log stderr warn;\nevents {}\nhttp {\n${temporary}\n${site}\n}\n`,
    );
    return spawn(nginx!, ['-c', file, '-p', root, '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  });
});
