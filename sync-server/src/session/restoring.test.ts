// What a device puts back of a log that was lost: whoever wrote it, as it was, judged where it stands.
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { Entry, SealedHeading } from '@wardbook/shared/protocol/entry';
import type { RelayFrame } from '@wardbook/shared/protocol/frames';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import { admit, attend, keeperOf, openTeam, sealedBy, type Team } from '../trials/team.ts';
import { Client } from '../trials/client.ts';

let relay: TestRelay;
let team: Team & { client: Client };
let editor: DeviceKeys;
/** Long before the relay's clock. */
const then = 1_700_000_000_000;

beforeEach(async () => {
  relay = await startRelay();
  team = await openTeam(relay);
  editor = await admit(relay, team);
});
afterEach(() => relay.relay.close());

const sealedIn = (author: DeviceKeys, heading: Partial<SealedHeading> = {}): Promise<Bytes> =>
  sealedBy(author, heading, 100, team.book);
const updateBy = async (author: DeviceKeys, heading?: Partial<SealedHeading>): Promise<Entry> => ({
  kind: 'update',
  at: then,
  blob: await sealedIn(author, heading),
});
const entriesIn = (frames: readonly RelayFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'entries' ? frame.entries : []));

/** What comes of it, and what has come into the log by it. */
async function restore(
  entries: readonly Entry[],
  after = 3,
): Promise<{ said: RelayFrame; taken: Entry[] }> {
  team.client.send({ type: 'restore', ref: 0, after, entries });
  const frames: RelayFrame[] = [];
  const isAnswer = ({ type }: RelayFrame) => type === 'receipt' || type === 'refused';
  while (!frames.some(isAnswer)) frames.push(await team.client.nextAny('an answer'));
  return { said: frames.find(isAnswer)!, taken: entriesIn(frames) };
}

const receipt: RelayFrame = { type: 'receipt', refs: [0] };

test('[LOG17] what others wrote is put back as it was, with its old time and in its order', async () => {
  const other = await attend(relay, editor, team.book);
  const entries = [await updateBy(editor), await updateBy(team.keeper), await updateBy(editor)];
  expect(await restore(entries)).toEqual({ said: receipt, taken: entries });
  await other.client.untilPong();
  expect(entriesIn(other.client.frames).slice(-3)).toEqual(entries);
  // Whoever comes later is given it by the store.
  const late = await attend(relay, editor, team.book);
  expect(entriesIn(late.client.frames).slice(-3)).toEqual(entries);
});

test('[LOG17] what is not signed by its author, of another book or malformed is left out', async () => {
  const good = await updateBy(editor);
  const forged = await updateBy(editor);
  forged.blob[forged.blob.length - 1]! ^= 1;
  const elsewhere: Entry = { kind: 'update', at: then, blob: await sealedBy(editor) };
  const nothing: Entry = { kind: 'update', at: then, blob: new Uint8Array(200) };
  const noStatement: Entry = { kind: 'access', at: then, blob: new Uint8Array(200) };
  const asAnother: Entry = { ...(await updateBy(team.keeper)), kind: 'snapshot' };
  const entries = [forged, elsewhere, nothing, noStatement, asAnother, good];
  expect(await restore(entries)).toEqual({ said: receipt, taken: [good] });
});

test('[LOG17] an entry stands where its author had the right, at the time of then, and nowhere else', async () => {
  const stranger = await createDeviceKeys();
  const keeper = await keeperOf(team, relay.now);
  const until = then + 10;
  const act = { type: 'change', device: editor.id, role: 'editor', until } as const;
  const ending = await signAct(keeper, act);
  team.statements.push(ending);
  const inTime = await updateBy(editor);
  const late: Entry = { ...(await updateBy(editor)), at: until };
  const entries = [
    await updateBy(stranger),
    { kind: 'access', at: then, blob: ending.bytes } as const,
    inTime,
    late,
    await updateBy(team.keeper, { epoch: 1 }),
  ];
  expect((await restore(entries)).taken).toEqual([entries[1], inTime]);
});

test('[LOG17] what a removed member wrote stands before the removal, and not after it', async () => {
  const removal = await removeDevices(await keeperOf(team, relay.now), [editor.id]);
  const before = await updateBy(editor);
  const entries: Entry[] = [
    before,
    { kind: 'access', at: then, blob: removal.bytes },
    await updateBy(editor),
    await updateBy(editor, { epoch: 1 }),
    await updateBy(team.keeper),
  ];
  const since = await updateBy(team.keeper, { epoch: 1 });
  expect((await restore([...entries, since])).taken).toEqual([before, entries[1], since]);
  // Once the removal stands, nothing goes before it any more.
  expect((await restore([await updateBy(editor)], 6)).taken).toEqual([]);
});

test('[LOG17] it is taken only where the log ends: of two who put back at once, one does', async () => {
  const other = await attend(relay, editor, team.book);
  const entries = [await updateBy(editor), await updateBy(team.keeper)];
  other.client.send({ type: 'restore', ref: 7, after: 3, entries });
  await other.client.untilPong();
  const { said } = await restore(entries);
  expect(said).toEqual({ type: 'refused', ref: 0, reason: 'log-moved-on' });
  expect((await attend(relay, editor, team.book)).welcome.head).toBe(5);
});

test('[LOG17] a reader puts back what others wrote, and may still write nothing', async () => {
  const reader = await admit(relay, team, { role: 'reader' });
  const { client } = await attend(relay, reader, team.book);
  const entries = [await updateBy(editor), await updateBy(reader)];
  client.send({ type: 'restore', ref: 0, after: 5, entries });
  expect(entriesIn([await client.next('entries')])).toEqual([entries[0]]);
});

test('[LOG17] whoever is not in the book puts back nothing', async () => {
  const client = new Client(relay.relay.url);
  await client.hello(await createDeviceKeys(), team.book);
  await client.next('unknown');
  client.send({ type: 'restore', ref: 0, after: 3, entries: [await updateBy(editor)] });
  expect(await client.closed).toBe('not-admitted');
});

test('[LOG17] no time to come is believed', async () => {
  const ahead: Entry = { ...(await updateBy(editor)), at: relay.now + 60_000 };
  const { taken } = await restore([ahead]);
  expect(taken).toEqual([{ ...ahead, at: relay.now }]);
});

test('[LOG17] a statement goes by its date: its author’s time may have ended since', async () => {
  const keeper = await keeperOf(team, relay.now);
  const second = await admit(relay, team, { role: 'keeper', until: relay.now + 1_000 });
  const act = { type: 'change', device: editor.id, role: 'reader', until: 0 } as const;
  const own = await signAct(await keeperOf(team, relay.now + 500, second), act);
  const longer = { type: 'change', device: second.id, role: 'keeper', until: 0 } as const;
  const extension = await signAct(keeper, longer);
  relay.now += 2_000;
  const entries = [own, extension].map(({ bytes }) => ({
    kind: 'access' as const,
    at: then,
    blob: bytes,
  }));
  expect((await restore(entries, 5)).taken).toEqual(entries);
});

test('[LOG17] a snapshot that is put back takes the place of nothing', async () => {
  const snapshot = async (covers: number): Promise<Entry> => ({
    kind: 'snapshot',
    at: then,
    blob: await sealedIn(team.keeper, { kind: 'snapshot', covers }),
  });
  // Before anything sealed stands there, and where it claims more than does.
  const [first, beyond] = [await snapshot(2), await snapshot(40)];
  expect((await restore([first, await updateBy(editor), beyond])).taken).toHaveLength(3);
  // What it would seem to cover stands here and was never in it.
  expect((await restore([await snapshot(5)], 6)).taken).toEqual([]);
  const late = await attend(relay, editor, team.book);
  expect(entriesIn(late.client.frames)).toHaveLength(6);
  // After a snapshot of this log's own, one that covers no more.
  const own = await sealedIn(team.keeper, { kind: 'snapshot', covers: 6 });
  team.client.send({ type: 'append', ref: 1, kind: 'snapshot', blob: own });
  await team.client.next('entries');
  await team.client.next('receipt');
  expect((await restore([await snapshot(6)], 7)).taken).toHaveLength(1);
  // An editor's is none.
  const theirs = await sealedIn(editor, { kind: 'snapshot', covers: 40 });
  expect((await restore([{ kind: 'snapshot', at: then, blob: theirs }], 8)).taken).toEqual([]);
});

test('[LOG17] more than a page in one piece is too much', async () => {
  const blob = await sealedBy(editor, {}, 100 * 1024, team.book);
  const entries: Entry[] = [1, 2].map(() => ({ kind: 'update', at: then, blob }));
  expect((await restore(entries.slice(1))).said).toEqual(receipt);
  team.client.send({ type: 'restore', ref: 0, after: 4, entries });
  expect(await team.client.closed).toBe('too-much');
});

test('[LOG17] a full book takes no more of it, and says so', async () => {
  await relay.relay.close();
  relay = await startRelay({ limits: { bookBytesMax: 3_000 } });
  team = await openTeam(relay);
  const entries = await Promise.all(Array.from({ length: 12 }, () => updateBy(team.keeper)));
  const { said, taken } = await restore(entries, 1);
  expect(said).toEqual({ type: 'refused', ref: 0, reason: 'book-full' });
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.length).toBeLessThan(12);
});
