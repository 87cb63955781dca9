import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Client } from './testing/client.ts';
import { runProgram } from './testing/program.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-main-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

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
