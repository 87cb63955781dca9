import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkServerIdentity, createSecureContext } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startRelay } from '../../testing/relay.ts';
import { lanAddresses } from './addresses.ts';
import { lanCertificate } from './certificates.ts';
import { lanPlace, lanWords } from './lan.ts';
import { serveTrustPage } from './page.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-lan-'));
const newFolder = () => mkdtempSync(join(root, 'data-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const day = 24 * 60 * 60 * 1000;
const today = Date.now();

const certificateFor = (folder: string, addresses: string[], now = today) =>
  lanCertificate(folder, addresses, now, systemRandom);
const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----`;

describe('the committee room’s certificate', () => {
  test('is trusted by whoever trusts the laptop, by nobody else, and carries a socket', async () => {
    const { key, cert, authority } = await certificateFor(newFolder(), ['127.0.0.1']);
    const { relay } = await startRelay({ certificate: { key, cert } });
    const get = (ca?: string) =>
      new Promise((resolve) => {
        request(`${relay.url}/healthz`, { ca }, (response) => resolve(response.statusCode))
          .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
          .end();
      });
    expect(relay.url).toMatch(/^https:/);
    expect(await get(pem(authority))).toBe(200);
    expect(await get()).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    const socket = new WebSocket(`${relay.url.replace('https', 'wss')}/relay`, {
      ca: pem(authority),
    });
    await new Promise((resolve) => socket.once('message', resolve));
    socket.terminate();
    await relay.close();
  });

  test('is kept for its owner alone, and made anew when the network or the time is another', async () => {
    const folder = newFolder();
    const first = await certificateFor(folder, ['192.168.1.5']);
    expect(await certificateFor(folder, ['192.168.1.5'])).toEqual(first);
    for (const file of ['ca.key', 'server.key'])
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    const moved = await certificateFor(folder, ['10.0.0.7']);
    expect(moved.authority).toEqual(first.authority);
    expect(moved.cert).not.toBe(first.cert);
    const later = await certificateFor(folder, ['10.0.0.7'], today + 380 * day);
    expect(later.authority).toEqual(first.authority);
    expect(later.key).not.toBe(moved.key);
    const muchLater = await certificateFor(folder, ['10.0.0.7'], today + 1_800 * day);
    expect(muchLater.authority).not.toEqual(first.authority);
    createSecureContext({ key: muchLater.key, cert: muchLater.cert });
  });

  test('names the address, and its authority can vouch for private ones only', async () => {
    const { cert, authority, fingerprint } = await certificateFor(newFolder(), ['192.168.1.5']);
    const server = new X509Certificate(cert);
    const issuer = new X509Certificate(pem(authority));
    expect(server.checkIP('192.168.1.5')).toBe('192.168.1.5');
    expect(server.checkIP('192.168.1.6')).toBeUndefined();
    expect(checkServerIdentity('example.org', server.toLegacyObject())).toBeInstanceOf(Error);
    expect(server.verify(issuer.publicKey)).toBe(true);
    expect(issuer.ca).toBe(true);
    expect(fingerprint.replaceAll(' ', ':')).toBe(issuer.fingerprint256);
    // Name constraints: 10.0.0.0/8 is the first network allowed, and no name that anybody has.
    const der = Buffer.from(authority).toString('hex');
    expect(der).toContain('0603551d1e0101ff');
    expect(der).toContain('87080a000000ff000000');
  });
});

test('the page gives out the certificate, the steps and where to go', async () => {
  const certificate = await certificateFor(newFolder(), ['127.0.0.1']);
  const page = await serveTrustPage('127.0.0.1', 0, 'https://127.0.0.1:8443', certificate);
  const html = await (await fetch(page.url)).text();
  expect(html).toContain('https://127.0.0.1:8443');
  expect(html).toContain(certificate.fingerprint);
  expect(html).toMatch(/iPhone[^]+Certificate Trust Settings[^]+Android[^]+CA certificate/);
  const given = await fetch(`${page.url}/wardbook.crt`);
  expect(given.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  expect(new Uint8Array(await given.arrayBuffer())).toEqual(certificate.authority);
  expect((await fetch(`${page.url}/server.key`)).status).toBe(404);
  expect((await fetch(page.url, { method: 'POST' })).status).toBe(405);
  page.close();
});

test('the laptop’s own networks are found, home and office ones first', () => {
  const address = (ip: string, internal = false) =>
    ({ address: ip, family: 'IPv4', internal }) as never;
  const found = lanAddresses({
    lo: [address('127.0.0.1', true)],
    vpn: [address('10.8.0.2'), address('203.0.113.5')],
    wlan: [address('192.168.1.5')],
    bridge: [address('172.17.0.1'), address('172.32.0.1')],
  });
  expect(found).toEqual(['192.168.1.5', '10.8.0.2', '172.17.0.1']);
});

test('what stands on the screen leads phones to the page', async () => {
  const place = await lanPlace('127.0.0.1', newFolder(), () => today, systemRandom);
  if (place.type !== 'place') throw new Error(place.sentence);
  const words = lanWords('https://a', 'http://a', place.certificate.fingerprint);
  for (const word of ['https://a', 'http://a', place.certificate.fingerprint, '█'])
    expect(words).toContain(word);
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  const wrong = await lanPlace('127.0.0.1', file, () => today, systemRandom);
  expect(wrong).toMatchObject({ type: 'wrong', sentence: expect.stringContaining('cannot keep') });
});
