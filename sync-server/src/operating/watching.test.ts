import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../store/memory.ts';
import { Client } from '../trials/client.ts';
import { createTroubledStore, startRelay } from '../testing/relay.ts';
import { openTeam, sealedBy } from '../trials/team.ts';
import { createLog } from './log.ts';
import { listedIn } from './makers.ts';
import { Metrics } from './metrics.ts';
import { watchWith } from './watch.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-watching-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('metrics', () => {
  test('count what happened and name nobody', async () => {
    const metrics = new Metrics();
    const store = metrics.measured(createMemoryStore());
    const backup = { store: createMemoryStore(), at: 1_700_000_000_999 };
    const trial = await startRelay({ store, backup, watch: metrics.watch });
    metrics.observe(
      () => trial.relay.figures(),
      async () => (await trial.relay.unready()) === undefined,
    );
    const { client, keeper, book } = await openTeam(trial);
    client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(keeper) });
    await client.next('entries');
    await client.next('receipt');
    const bad = new Client(trial.relay.url);
    await bad.next('challenge');
    bad.socket.send(Uint8Array.of(9));
    await bad.closed;
    const served = await metrics.serve('127.0.0.1', 0);
    const read = async () => (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text();
    const text = await read();
    const value = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`wardbook_${name} `))
          ?.split(' ')
          .at(-1),
      );
    expect(value('entries_total{kind="update"}')).toBe(1);
    expect(value('entry_bytes_total{kind="update"}')).toBeGreaterThan(100);
    expect(value('sessions_closed_total{reason="malformed"}')).toBe(1);
    expect(value('commit_seconds_count')).toBe(1);
    expect(value('sockets_known')).toBe(1);
    expect(value('books_open')).toBe(1);
    expect(value('backup_seconds')).toBe(1_700_000_000);
    expect(value('ready')).toBe(1);
    expect(text).toContain('process_cpu_seconds_total');
    for (const secret of [book, keeper.id, '127.0.0.1']) expect(text).not.toContain(secret);
    expect((await fetch(`http://127.0.0.1:${served.port}/`)).status).toBe(404);
    await trial.relay.drain(0);
    expect(await read()).toContain('wardbook_ready 0');
    served.close();
    await trial.relay.close();
  });

  test('count commits that failed', async () => {
    const metrics = new Metrics();
    const troubled = createTroubledStore();
    troubled.failure = { type: 'cannot-save', reason: 'full', detail: 'no space' };
    await metrics.measured(troubled).commit([]);
    const served = await metrics.serve('127.0.0.1', 0);
    const text = await (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text();
    expect(text).toContain('wardbook_commit_failures_total{reason="full"} 1');
    served.close();
  });
});

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });

  test('is one object a line, with a level, a time and what happened', () => {
    log('cannot save', { level: 'error', reason: 'full', detail: 'no space' });
    log('started', { port: 1 });
    const [failed, started] = lines.splice(0).map((line) => JSON.parse(line) as unknown);
    expect(failed).toMatchObject({ level: 'error', msg: 'cannot save', reason: 'full' });
    expect(started).toEqual({ level: 'info', time: expect.any(String), msg: 'started', port: 1 });
  });

  test('says nothing of who came, unless addresses were asked for', async () => {
    const trial = await startRelay({ log });
    const { client, book, keeper } = await openTeam(trial);
    client.socket.send(Uint8Array.of(9));
    await client.closed;
    await trial.relay.close();
    for (const secret of [book, keeper.id, '127.0.0.1']) expect(lines.join()).not.toContain(secret);
    lines.length = 0;
    const asked = await startRelay({ log, watch: watchWith(log, () => 0) });
    const other = new Client(asked.relay.url);
    await other.next('challenge');
    other.socket.send(Uint8Array.of(9));
    await other.closed;
    await asked.relay.close();
    expect(lines.join()).toContain('"reason":"malformed","address":"127.0.0.1"');
  });

  test('of a flood is no flood', () => {
    lines.length = 0;
    let now = 0;
    const watch = watchWith(log, () => now);
    for (let count = 0; count < 1_000; count += 1) watch.turnedAway('429', '192.0.2.1');
    now = 10_000;
    for (let count = 0; count < 1_000; count += 1) watch.closed('malformed', '192.0.2.1');
    expect(lines.length).toBe(100);
  });

  test('is kept to its level', () => {
    const few: string[] = [];
    const errors = createLog('error', { write: (line) => few.push(line) });
    errors('started');
    errors('cannot save', { level: 'error' });
    errors('refused a socket', { level: 'warn' });
    expect(few).toHaveLength(1);
  });
});

test('the list of who may make books is read anew each time, and a missing one lists nobody', async () => {
  const file = join(root, 'list');
  const said: string[] = [];
  const isListed = listedIn(file, (event) => said.push(event));
  expect(await isListed('one')).toBe(false);
  expect(said).toHaveLength(1);
  writeFileSync(file, '# our books\none  # Ham\n\n');
  expect([await isListed('one'), await isListed('two'), await isListed('')]).toEqual([
    true,
    false,
    false,
  ]);
  writeFileSync(file, 'two\n');
  expect([await isListed('one'), await isListed('two')]).toEqual([false, true]);
});
