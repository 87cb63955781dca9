import { systemRandom } from '@wardbook/shared/base/ports';
import type { RelayFrame } from '@wardbook/shared/protocol/frames';
import { appendsInFlightMax } from '@wardbook/shared/protocol/limits';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { describe, expect, test } from 'vitest';
import { createTroubledStore } from '../testing/relay.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import { admit, attend, invite, openTeam, sealedBy } from '../trials/team.ts';

const start = relayStarter();

const entriesIn = (frames: readonly RelayFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'entries' ? frame.entries : []));

describe('an append', () => {
  test('is shown to everybody in one order and receipted to its author', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    const other = await attend(relay, editor, team.book);
    const blobs = [
      await sealedBy(team.keeper),
      await sealedBy(team.keeper),
      await sealedBy(team.keeper),
    ];
    for (const [ref, blob] of blobs.entries())
      team.client.send({ type: 'append', ref, kind: 'update', blob });
    const mine: RelayFrame[] = [];
    const refs = () => mine.flatMap((frame) => (frame.type === 'receipt' ? frame.refs : []));
    while (refs().length < blobs.length) mine.push(...(await team.client.untilPong()));
    await other.client.untilPong();
    const theirs = other.client.frames.filter((frame) => frame.type === 'entries').slice(1);
    expect(refs()).toEqual([0, 1, 2]);
    expect(entriesIn(mine).map(({ blob }) => blob)).toEqual(blobs);
    expect(theirs).toEqual(mine.filter(({ type }) => type === 'entries'));
    expect(theirs[0]).toMatchObject({ after: 3, first: 4 });
    expect(mine.findIndex(({ type }) => type === 'entries')).toBeLessThan(
      mine.findIndex(({ type }) => type === 'receipt'),
    );
    expect(other.client.frames.some(({ type }) => type === 'receipt')).toBe(false);
  });

  test('takes up space also when its sender has hung up before it is committed', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const before = relay.relay.figures().usedBytes;
    const blob = await sealedBy(team.keeper, {}, 5_000);
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    const { commits } = store;
    team.client.send({ type: 'append', ref: 1, kind: 'update', blob });
    await expect.poll(() => store.commits).toBe(commits + 1);
    team.client.leave();
    await expect.poll(() => relay.relay.figures().knownSockets).toBe(0);
    open();
    await expect.poll(() => relay.relay.figures().usedBytes - before).toBe(blob.length);
  });

  test('is seen by nobody before it is committed, and what comes meanwhile goes together', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const other = await attend(relay, team.keeper, team.book);
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    for (let ref = 0; ref < 4; ref += 1) {
      const blob = await sealedBy(team.keeper);
      team.client.send({ type: 'append', ref, kind: 'update', blob });
      expect(await team.client.untilPong()).toEqual([]);
      expect(await other.client.untilPong()).toEqual([]);
    }
    expect(store.commits).toBe(1);
    open();
    const pages = [await team.client.next('entries')];
    if (pages[0]!.entries.length < 4) expect(await team.client.next('receipt')).toBeTruthy();
    expect((await team.client.next('entries')).entries).toHaveLength(3);
    expect((await team.client.next('receipt')).refs).toEqual([1, 2, 3]);
    expect(store.commits).toBe(2);
  });

  test('that cannot be saved closes its author and shows nothing; the next one is taken', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const other = await attend(relay, team.keeper, team.book);
    store.failure = { type: 'cannot-save', reason: 'full', detail: 'no space' };
    const blob = await sealedBy(team.keeper);
    team.client.send({ type: 'append', ref: 1, kind: 'update', blob });
    expect(await team.client.closed).toBe('relay-cannot-save');
    expect(await other.client.untilPong()).toEqual([]);
    expect(relay.log).toEqual([expect.stringMatching(/^cannot save .*no space/)]);
    store.failure = undefined;
    other.client.send({ type: 'append', ref: 2, kind: 'update', blob });
    expect(await other.client.next('entries')).toMatchObject({ after: 1, first: 2 });
    expect(await other.client.next('receipt')).toMatchObject({ refs: [2] });
  });

  test('that makes a book fails by name too', async () => {
    const store = createTroubledStore();
    store.createLog = async () => ({ type: 'cannot-save', reason: 'read-only', detail: '' });
    const relay = await start({ store });
    await expect(openTeam(relay)).rejects.toThrow('relay-cannot-save');
  });

  test('is refused by name without closing', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const readerKeys = await admit(relay, team, { role: 'reader' });
    const reader = await attend(relay, readerKeys, team.book);
    const editorKeys = await admit(relay, team);
    const editor = await attend(relay, editorKeys, team.book);
    const stranger = await createDeviceKeys();
    await reader.client.untilPong();
    const cases = [
      [reader.client, 'update', await sealedBy(readerKeys), 'not-allowed'],
      [editor.client, 'update', await sealedBy(stranger), 'not-allowed'],
      [
        editor.client,
        'snapshot',
        await sealedBy(editorKeys, { kind: 'snapshot', covers: 2 }),
        'not-allowed',
      ],
      [editor.client, 'update', await sealedBy(team.keeper), 'not-allowed'],
      [editor.client, 'update', await sealedBy(editorKeys, { kind: 'presence' }), 'not-allowed'],
      [editor.client, 'update', await sealedBy(editorKeys, { epoch: 1 }), 'wrong-epoch'],
      [editor.client, 'access', new Uint8Array(300), 'statement-refused'],
      [
        team.client,
        'update',
        await sealedBy(team.keeper, { kind: 'snapshot', covers: 1 }),
        'not-allowed',
      ],
    ] as const;
    for (const [ref, [client, kind, blob, reason]] of cases.entries()) {
      client.send({ type: 'append', ref, kind, blob });
      const frames = await client.untilPong();
      const answer = frames.length > 0 ? frames[0] : await client.next('refused');
      expect(answer).toEqual({ type: 'refused', ref, reason });
    }
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 5 });
  });

  test('of a statement is checked, and a known one is receipted without a new entry', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const editorKeys = await admit(relay, team);
    const editor = await attend(relay, editorKeys, team.book);
    const { statement } = await invite(team, relay.now);
    editor.client.send({ type: 'append', ref: 1, kind: 'access', blob: team.statements[1]!.bytes });
    expect(await editor.client.next('receipt')).toMatchObject({ refs: [1] });
    // A keeper's invite may be carried by anybody admitted.
    editor.client.send({ type: 'append', ref: 2, kind: 'access', blob: statement.bytes });
    expect(await editor.client.next('entries')).toMatchObject({ first: 4 });
    expect(await editor.client.next('receipt')).toMatchObject({ refs: [2] });
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 4 });
  });
});

describe('a snapshot', () => {
  test('is taken by compare-and-swap and supersedes what it covers', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const append = async (kind: 'update' | 'snapshot', covers = 0) => {
      const blob = await sealedBy(team.keeper, { kind, covers });
      team.client.send({ type: 'append', ref: covers, kind, blob });
      while (!['receipt', 'refused'].includes(team.client.frames.at(-1)!.type))
        await new Promise((resolve) => team.client.socket.once('message', resolve));
      const answer = team.client.frames.pop()!;
      return answer.type === 'refused' ? answer.reason : answer.type;
    };
    for (let count = 0; count < 3; count += 1) await append('update');
    expect(await append('snapshot', 5)).toBe('stale-snapshot');
    expect(await append('snapshot', 0)).toBe('stale-snapshot');
    expect(await append('snapshot', 3)).toBe('receipt');
    expect(await append('snapshot', 3)).toBe('stale-snapshot');
    expect(await append('snapshot', 2)).toBe('stale-snapshot');

    const { client } = await attend(relay, team.keeper, team.book);
    const pages = client.frames.filter((frame) => frame.type === 'entries');
    expect(pages.map(({ after, first, entries }) => [after, first, entries.length])).toEqual([
      [0, 1, 1],
      [1, 4, 2],
    ]);
  });
});

describe('the relay bounds what one device has under way', () => {
  test('by number', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const other = await attend(relay, team.keeper, team.book);
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    const blob = await sealedBy(team.keeper);
    for (let ref = 0; ref < appendsInFlightMax; ref += 1)
      team.client.send({ type: 'append', ref, kind: 'update', blob });
    await team.client.untilPong();
    team.client.send({ type: 'append', ref: appendsInFlightMax, kind: 'update', blob });
    expect(await team.client.closed).toBe('too-much');
    open();
    // What had been taken before is committed all the same.
    while (entriesIn(other.client.frames).length < 1 + appendsInFlightMax)
      await other.client.untilPong();
  });

  test('by size: it reads on when there is space, and loses nothing', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const blobs = [];
    for (let count = 0; count < 12; count += 1)
      blobs.push(await sealedBy(team.keeper, {}, 1024 * 1024));
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    for (const [ref, blob] of blobs.entries())
      team.client.send({ type: 'append', ref, kind: 'update', blob });
    setTimeout(open, 50);
    const refs: number[] = [];
    while (refs.length < blobs.length)
      for (const frame of await team.client.untilPong())
        if (frame.type === 'receipt') refs.push(...frame.refs);
    expect(refs).toEqual(blobs.map((_, index) => index));
    expect(
      entriesIn(team.client.frames)
        .slice(1)
        .map(({ blob }) => blob.length),
    ).toEqual(blobs.map(({ length }) => length));
  });
});

describe('presence', () => {
  test('goes to the others in the room, is not stored and not sent back', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const editorKeys = await admit(relay, team);
    const editor = await attend(relay, editorKeys, team.book);
    const elsewhere = await openTeam(relay);
    const blob = await sealedBy(editorKeys, { kind: 'presence' });
    editor.client.send({ type: 'presence', blob });
    expect(await team.client.next('presence')).toEqual({ type: 'presence', blob });
    expect(await editor.client.untilPong()).toEqual([]);
    expect(await elsewhere.client.untilPong()).toEqual([]);
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 3 });
  });

  test('of somebody else, or another kind, closes', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const stranger = await createDeviceKeys();
    const cases = [
      [await sealedBy(stranger, { kind: 'presence' }), 'not-allowed'],
      [await sealedBy(team.keeper), 'not-allowed'],
      [systemRandom(200), 'malformed'],
    ] as const;
    for (const [blob, reason] of cases) {
      const { client } = await attend(relay, team.keeper, team.book);
      client.send({ type: 'presence', blob });
      expect(await client.closed).toBe(reason);
    }
    expect(await team.client.untilPong()).toEqual([]);
  });

  test('beyond its measure is dropped', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { client } = await attend(relay, team.keeper, team.book);
    const blob = await sealedBy(team.keeper, { kind: 'presence' });
    for (let count = 0; count < 100; count += 1) client.send({ type: 'presence', blob });
    await client.untilPong();
    expect(await team.client.untilPong()).toHaveLength(40);
    relay.passed += 1_000;
    for (let count = 0; count < 100; count += 1) client.send({ type: 'presence', blob });
    await client.untilPong();
    expect(await team.client.untilPong()).toHaveLength(20);
  });
});

test('books do not hear of one another', async () => {
  const relay = await start();
  const [one, other] = [await openTeam(relay), await openTeam(relay)];
  one.client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(one.keeper) });
  other.client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(other.keeper) });
  expect((await one.client.next('entries')).entries).toHaveLength(1);
  expect((await other.client.next('entries')).entries).toHaveLength(1);
});
