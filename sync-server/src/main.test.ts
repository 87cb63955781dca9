import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterAll, expect, test } from 'vitest';
import { lanCertificate } from './operating/lan/certificates.ts';
import { Client } from './trials/client.ts';
import { openTeam } from './trials/team.ts';
import { endPrograms, runProgram, startProgram } from './trials/program.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-main-'));
afterAll(async () => {
  await endPrograms();
  rmSync(root, { recursive: true, force: true });
});

const run = (...args: string[]) => runProgram(args);

test('says where it is and where the data is, serves, and stops when told to', async () => {
  const data = join(root, 'first');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const program = run('--port', '0', '--data', data);
    const [, url] = await program.saying(/Open (\S+)/);
    await program.saying(/Press Ctrl\+C/);
    const client = new Client(url!);
    await client.next('challenge');
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
    program.child.kill(signal);
    expect(await client.closed).toBe('relay-stopping');
    const { code, said } = await program.ended;
    expect(code).toBe(0);
    expect(said).toContain(`Data folder: ${data}\n`);
  }
});

test('ends at once on a second signal', async () => {
  const program = run('--port', '0', '--data', join(root, 'second'));
  const [, url] = await program.saying(/Open (\S+)/);
  const client = new Client(url!);
  await client.next('challenge');
  // A socket that does not answer holds the clean stop up for a moment.
  client.socket.pause();
  program.child.kill('SIGTERM');
  await program.saying(/Stopping/);
  program.child.kill('SIGTERM');
  expect((await program.ended).code).toBe(1);
  client.leave();
});

test('says in one sentence what keeps it from starting', async () => {
  const data = join(root, 'third');
  const first = run('--port', '0', '--data', data);
  const [, port] = await first.saying(/Open \S+:(\d+)/);
  const taken = run('--port', port!, '--data', join(root, 'fourth'));
  expect(await taken.ended).toEqual({
    code: 1,
    said: expect.stringMatching(/^Port \d+ is already taken by another program\. .*\n$/),
  });
  const shared = run('--port', '0', '--data', data);
  expect(await shared.ended).toEqual({
    code: 1,
    said: expect.stringMatching(/^Another Wardbook relay is using the data folder .*\n$/),
  });
  first.child.kill('SIGTERM');
  await first.ended;
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  expect(await run('--port', '0', '--data', join(file, 'data')).ended).toEqual({
    code: 1,
    said: expect.stringMatching(/^Wardbook cannot write to its data folder .*\n$/),
  });
  expect(await run('--port', 'abc').ended).toMatchObject({ code: 1 });
});

test('speaks TLS itself, and takes up a renewed certificate without a break', async () => {
  const [keyFile, certFile] = [join(root, 'key.pem'), join(root, 'cert.pem')];
  const make = async (folder: string) => {
    const made = await lanCertificate(join(root, folder), ['127.0.0.1'], Date.now(), systemRandom);
    writeFileSync(keyFile, made.key, { mode: 0o600 });
    writeFileSync(certFile, made.cert);
    return new X509Certificate(made.cert).fingerprint256;
  };
  const first = await make('first authority');
  const environment = { WARDBOOK_TLS_KEY: keyFile, WARDBOOK_TLS_CERT: certFile };
  const program = await startProgram(['--data', join(root, 'tls')], { environment });
  expect(program.url).toMatch(/^https:/);
  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const port = Number(new URL(program.url).port);
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  expect(await shown()).toBe(first);
  const second = await make('second authority');
  program.child.kill('SIGHUP');
  await program.saying(/renewed the certificate/);
  expect(await shown()).toBe(second);
  writeFileSync(keyFile, 'no key');
  program.child.kill('SIGHUP');
  await program.saying(/cannot renew the certificate/);
  expect(await shown()).toBe(second);
  await program.stop();
  const refused = await runProgram(['--data', join(root, 'tls')], { environment }).ended;
  expect(refused).toEqual({ code: 1, said: expect.stringContaining('cannot use the key') });
});

test('gives out metrics and drains, backs up while it runs, and looks a store over', async () => {
  const data = join(root, 'operated');
  const environment = {
    WARDBOOK_METRICS: '0',
    WARDBOOK_DRAIN_SECONDS: '1',
    WARDBOOK_CREATE: 'word:a word that was given',
  };
  const program = await startProgram(['--data', data], { environment });
  const client = new Client(program.url);
  await client.next('challenge');
  const copy = join(root, 'copy.sqlite');
  const saved = await runProgram(['backup', copy, '--data', data]).ended;
  expect(saved).toEqual({ code: 0, said: expect.stringContaining(`Saved as ${copy}`) });
  program.child.kill('SIGTERM');
  expect(await client.closed).toBe('relay-stopping');
  const { code, said } = await program.ended;
  expect(code).toBe(0);
  expect(said).toMatch(/Metrics: http:\/\/127.0.0.1/);
  expect(said).toContain('New books can be started by whoever knows the word for it.');
  expect(said).not.toContain('a word that was given');
  const elsewhere = join(root, 'elsewhere');
  expect((await runProgram(['restore', copy, '--data', elsewhere]).ended).code).toBe(0);
  const checked = await runProgram(['check', '--data', elsewhere]).ended;
  expect(checked).toEqual({ code: 0, said: expect.stringContaining('is sound') });
  expect((await runProgram(['backup', '--data', elsewhere]).ended).code).toBe(1);
});

test('serves a backup beside the books, and the books all the same where it cannot', async () => {
  const data = join(root, 'backed up');
  const first = await startProgram(['--data', data]);
  await openTeam({ relay: first, now: Date.now() });
  const copy = join(root, 'beside.sqlite');
  expect((await runProgram(['backup', copy, '--data', data]).ended).code).toBe(0);
  await first.stop();
  const second = await startProgram(['--data', data, '--backup', copy]);
  await second.saying(/A backup can be read beside it, last written to 20\S+Z\./);
  expect(await (await fetch(`${second.url}/backup`)).json()).toEqual({ at: expect.any(Number) });
  await second.stop();
  const environment = { WARDBOOK_BACKUP: join(root, 'gone.sqlite'), WARDBOOK_LOG: 'error' };
  const third = await startProgram(['--data', data], { environment });
  await third.saying(/"The backup \S+gone\.sqlite is not served: there is no such file\./);
  expect((await fetch(`${third.url}/backup`)).status).toBe(204);
  const client = new Client(third.url);
  await client.next('challenge');
  client.leave();
  await third.stop();
});

test('in a committee room says how phones get in', async () => {
  const data = join(root, 'room');
  const program = runProgram(['--lan', '--host', '127.0.0.1', '--port', '0', '--data', data]);
  const [, url] = await program.saying(/Open (https:\S+)/);
  const [, page] = await program.saying(/Steps, once for each phone: (http:\S+)/);
  expect(await (await fetch(page!)).text()).toContain(url);
  program.child.kill('SIGTERM');
  expect((await program.ended).code).toBe(0);
});
