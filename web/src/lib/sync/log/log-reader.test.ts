import * as encoding from 'lib0/encoding';
import { beforeEach, expect, test, vi } from 'vitest';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { accessOf } from '@wardbook/shared/access/access';
import type { Role, Statement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { systemRandom } from '@wardbook/shared/base/ports';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import type { Entry } from '@wardbook/shared/protocol/entry';
import { bookKeyFromRaw, bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { foundBook } from '@wardbook/shared/sealing/found';
import { letIn, removeDevices, signAct, type Signer } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { seal } from '@wardbook/shared/sealing/seal';
import { usualReconnect } from '../link/backoff.ts';
import { healthy, sealerOf, type BookSession } from '../book-session.ts';
import { contentsOfUpdate, followContents } from '../update/contents.ts';
import { LogKnowledge } from './log-knowledge.ts';
import { readPage, type Page } from './log-reader.ts';
import { fingerprint, Membership } from './membership.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { PresenceFilter } from '../link/presence-filter.ts';
import { RelayClock } from '../link/relay-clock.ts';
import { SealedTail } from './sealed-tail.ts';

const log = new Uint8Array(16);
const keeper = await createDeviceKeys();
const unheard = { client: 1, random: systemRandom, forget: () => {} };
const created = await foundBook(keeper, 'Ann', () => 1, systemRandom);
const start = chainStart(created.book, log);

async function begun(): Promise<BookSession> {
  const doc = new Y.Doc();
  const membership = new Membership(created.book, keeper);
  await membership.add(created);
  membership.settle(new Set([fingerprint(created.bytes)]));
  const knowledge = new LogKnowledge();
  knowledge.resume({ log, seq: 0, hash: start });
  knowledge.accessAtCursor = membership.access;
  return {
    book: created.book,
    relay: 'ws://relay.example/relay',
    decides: () => true,
    logged: () => knowledge.known,
    collided: () => expect.unreachable('nothing here was written twice'),
    isSettled: () => true,
    isRelayed: () => false,
    doc,
    contents: followContents(doc).contents,
    membership,
    gate: { termsFor: () => undefined },
    knowledge,
    sealedTail: new SealedTail([]),
    storage: createMemoryStorage(),
    invitation: undefined,
    permitWord: () => undefined,
    compaction: undefined,
    reconnect: usualReconnect,
    openSocket: () => expect.unreachable('reading needs no socket'),
    now: () => 1,
    relayClock: new RelayClock(() => 1),
    random: systemRandom,
    presence: new PresenceFilter({ device: keeper.id, ...unheard }),
    health: healthy(),
    changed: () => {},
  };
}

/** As y-websocket's provider does it: what fails is written to the console and otherwise lost. */
function read(session: BookSession, page: Page, isOpen = true): Promise<boolean> {
  const give = (update: Uint8Array) => {
    const message = encoding.createEncoder();
    sync.writeUpdate(message, update);
    const decoder = { arr: encoding.toUint8Array(message), pos: 0 };
    sync.readSyncMessage(decoder, encoding.createEncoder(), session.doc, 'provider');
  };
  const own = { ownUpdate: () => undefined, refused: () => undefined };
  return readPage({ session, give, ...own, isOpen: () => isOpen }, page);
}

async function sealed(session: BookSession, ...updates: Uint8Array[]): Promise<Entry[]> {
  const context = { kind: 'update', seen: 0, seenHash: start } as const;
  const sealer = sealerOf(session)!;
  const blobs = await Promise.all(updates.map((update) => seal(sealer, context, update)));
  return blobs.map((blob) => ({ kind: 'update', at: 5, blob }));
}

const pageOf = (entries: Entry[], previousHash: Bytes = start, after = 0): Page => {
  return { type: 'entries', after, first: after + 1, previousHash, entries };
};

function updateSetting(client: number, key: string): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getMap('map').set(key, true);
  return Y.encodeStateAsUpdate(doc);
}

/** Well formed, and impossible to apply: it names its own client's future as its neighbour. */
function poison(client: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const value of [1, 1, client, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0x84);
    for (const value of [client, 100]) encoding.writeVarUint(encoder, value);
    encoding.writeVarString(encoder, 'x');
    encoding.writeVarUint(encoder, 0);
  });
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

test('[LOG7] a page is put into the document and known, and the cursor moves to its end', async () => {
  const session = await begun();
  const entries = await sealed(session, updateSetting(1, 'one'), updateSetting(2, 'two'));
  expect(await read(session, pageOf(entries))).toBe(true);
  expect(session.doc.getMap('map').toJSON()).toEqual({ one: true, two: true });
  expect(session.contents.changesWithout(session.knowledge.known)).toBe(0);
  const hash = entries.reduce<Bytes>(
    (before, { kind, at, blob }) => chainNext(before, kind, at, blob),
    start,
  );
  expect(session.knowledge.cursor).toEqual({ log, seq: 2, hash });
});

test('[LOG7] a page whose connection has ended meanwhile is neither given nor known', async () => {
  const session = await begun();
  const entries = await sealed(session, updateSetting(1, 'one'));
  await read(session, pageOf(entries), false);
  expect(session.doc.getMap('map').size).toBe(0);
  expect(session.knowledge.cursor?.seq).toBe(0);
  expect(session.knowledge.tail.entries).toBe(0);
  expect(session.knowledge.unopened).toEqual([]);
});

test('[LOG8] one change that cannot be applied costs none of the others in its page', async () => {
  // Yjs applies the highest client first, so the bad one comes before, between and behind.
  for (const client of [1, 25, 99]) {
    const session = await begun();
    const bad = poison(client);
    expect(contentsOfUpdate(bad)).toBeDefined();
    const entries = await sealed(session, updateSetting(20, 'one'), bad, updateSetting(30, 'two'));
    expect(await read(session, pageOf(entries))).toBe(true);
    expect(session.doc.getMap('map').toJSON()).toEqual({ one: true, two: true });
    expect(session.knowledge.unopened.map(({ author }) => author)).toEqual([keeper.id]);
    // Nothing is believed to be here that is not.
    expect(session.knowledge.known.changesWithout(session.contents)).toBe(0);
    expect(session.contents.changesWithout(session.knowledge.known)).toBe(0);
  }
});

test('[LOG8] a change that waits for an earlier one is good', async () => {
  const session = await begun();
  const author = new Y.Doc();
  const updates: Uint8Array[] = [];
  author.on('update', (update: Uint8Array) => updates.push(update));
  author.getMap('map').set('one', 1);
  author.getMap('map').set('two', 2);
  const entries = await sealed(session, ...updates);
  await read(session, pageOf(entries.slice(1)));
  expect(session.knowledge.unopened).toEqual([]);
  await read(session, pageOf(entries.slice(0, 1), session.knowledge.cursor!.hash, 1));
  expect(session.doc.getMap('map').toJSON()).toEqual({ one: 1, two: 2 });
  expect(session.knowledge.known.changesWithout(session.contents)).toBe(0);
});

test('[LOG9] what is forged, not an update or from nobody with the right is passed over', async () => {
  const session = await begun();
  const good = await sealed(session, updateSetting(1, 'one'));
  const broken = await sealed(session, Uint8Array.of(9, 9, 9));
  const stranger = await createDeviceKeys();
  const sealer = { ...sealerOf(session)!, device: stranger };
  const context = { kind: 'update', seen: 0, seenHash: start } as const;
  const foreign = await seal(sealer, context, updateSetting(2, 'two'));
  const entries: Entry[] = [
    ...broken,
    { kind: 'update', at: 5, blob: foreign },
    { kind: 'update', at: 5, blob: systemRandom(300) },
    ...good.map(({ blob }): Entry => ({ kind: 'snapshot', at: 5, blob })),
    { kind: 'access', at: 5, blob: systemRandom(300) },
    ...good,
  ];
  expect(await read(session, pageOf(entries))).toBe(true);
  expect(session.doc.getMap('map').toJSON()).toEqual({ one: true });
  // Whose it is, when it came and what is wrong with it stands with each, as far as a good signature says so.
  const { unopened } = session.knowledge;
  expect(unopened.map(({ seq, author, at, refusal }) => [seq, author, at, refusal])).toEqual([
    [1, keeper.id, 5, 'malformed'],
    [2, stranger.id, 5, 'not-allowed'],
    [3, undefined, 5, 'malformed'],
    [4, keeper.id, 5, 'not-allowed'],
  ]);
  expect(session.knowledge.cursor?.seq).toBe(6);
});

/** What `device` seals, as it could when it had the key of this epoch. */
async function sealedBy(
  session: BookSession,
  device: DeviceKeys,
  update: Uint8Array,
  epoch = 0,
): Promise<Entry> {
  const key = session.membership.keys.get(epoch)!;
  const sealer = { book: session.book, device, key, random: systemRandom };
  const context = { kind: 'update', seen: 0, seenHash: start } as const;
  return { kind: 'update', at: 5, blob: await seal(sealer, context, update) };
}

const asEntry = ({ bytes }: Statement): Entry => ({ kind: 'access', at: 5, blob: bytes });

test('[LOG13] an entry counts if its author might write it at its place in the log', async () => {
  const session = await begun();
  const { membership } = session;
  const editor = await createDeviceKeys();
  const signer = (): Signer => {
    const { access, keys } = membership;
    return { access: access!, keys, device: keeper, now: () => 1, random: systemRandom };
  };
  const role = async (to: Role) =>
    signAct(signer(), { type: 'change', device: editor.id, role: to, until: 0 });
  const statements = [await letIn(signer(), editor, 'editor', 'Ed')];
  await membership.add(statements[0]!);
  for (const to of ['reader', 'editor', 'reader'] as const) {
    statements.push(await role(to));
    await membership.add(statements.at(-1)!);
  }
  const [granted, reader, again, atLast] = statements.map(asEntry);
  const wrote = (client: number, key: string) =>
    sealedBy(session, editor, updateSetting(client, key));
  // The whole chain is known here before the log is read, as it is to whoever has just joined.
  const entries = [
    await wrote(1, 'too early'),
    granted!,
    await wrote(2, 'as an editor'),
    reader!,
    await wrote(3, 'as a reader'),
    again!,
    await wrote(4, 'as an editor again'),
    atLast!,
    await wrote(5, 'at last'),
  ];
  expect(await read(session, pageOf(entries))).toBe(true);
  expect(Object.keys(session.doc.getMap('map').toJSON()).sort()).toEqual([
    'as an editor',
    'as an editor again',
  ]);
  expect(session.knowledge.unopened).toHaveLength(3);
  expect(session.knowledge.known.changesWithout(session.contents)).toBe(0);
});

test('[LOG13] under an older key nothing counts that stands behind the removal', async () => {
  const session = await begun();
  const { membership } = session;
  const editor = await createDeviceKeys();
  const { access, keys } = membership;
  const by: Signer = { access: access!, keys, device: keeper, now: () => 1, random: systemRandom };
  const granted = await letIn(by, editor, 'editor', 'Ed');
  await membership.add(granted);
  const removal = await removeDevices({ ...by, access: membership.access! }, [editor.id]);
  const before = await sealedBy(session, editor, updateSetting(1, 'before'));
  const entries = [
    asEntry(granted),
    before,
    asEntry(removal),
    await sealedBy(session, editor, updateSetting(2, 'behind')),
    await sealedBy(session, keeper, updateSetting(3, 'by who stays, and had not heard')),
  ];
  expect(await read(session, pageOf(entries))).toBe(true);
  expect(session.doc.getMap('map').toJSON()).toEqual({ before: true });
  const { hash, seq } = session.knowledge.cursor!;
  const renewed = await sealedBy(session, keeper, updateSetting(4, 'under the new key'), 1);
  await read(session, pageOf([renewed], hash, seq));
  expect(session.doc.getMap('map').has('under the new key')).toBe(true);
});

test('[LOG14] a removal that a relay keeps from this device shows in what others write after it', async () => {
  const session = await begun();
  const { membership } = session;
  const [editor, gone] = [await createDeviceKeys(), await createDeviceKeys()];
  const { access, keys } = membership;
  const by: Signer = { access: access!, keys, device: keeper, now: () => 1, random: systemRandom };
  const granted = [];
  for (const device of [editor, gone]) {
    granted.push(await letIn({ ...by, access: membership.access! }, device, 'editor', 'Ed'));
    await membership.add(granted.at(-1)!);
  }
  const told = membership.access!;
  const removal = await removeDevices({ ...by, access: told }, [gone.id]);
  const after = accessOf([...told.statements, removal])!;
  const key = (await bookKeysFor(after, editor)).get(1)!;
  const context = { kind: 'update', seen: 0, seenHash: start } as const;
  const sealer = { book: session.book, device: editor, key, random: systemRandom };
  const blob = await seal(sealer, context, updateSetting(1, 'after'));
  const forged = blob.with(blob.length - 1, blob.at(-1)! ^ 1);
  for (const [shown, isNoticed] of [
    [forged, false],
    [blob, true],
  ] as const) {
    const { cursor } = session.knowledge;
    const entries = cursor!.seq === 0 ? granted.map(asEntry) : [];
    const page = [...entries, { kind: 'update', at: 5, blob: shown } as const];
    await read(session, pageOf(page, cursor!.hash, cursor!.seq));
    expect(session.health.removalKept).toBe(isNoticed);
  }
  expect(session.knowledge.unopened).toHaveLength(1);
});

test('[LOG13] what nobody might write does not hold up the book for want of its key', async () => {
  const session = await begun();
  const stranger = await createDeviceKeys();
  const key = await bookKeyFromRaw(7, systemRandom(32));
  const sealer = { book: session.book, device: stranger, key, random: systemRandom };
  const context = { kind: 'update', seen: 0, seenHash: start } as const;
  const blob = await seal(sealer, context, updateSetting(1, 'one'));
  await read(session, pageOf([{ kind: 'update', at: 5, blob }]));
  expect(session.knowledge.locked).toBe(0);
  expect(session.knowledge.unopened).toHaveLength(1);
});

test('[LOG10] a page that does not follow from what was read is refused whole', async () => {
  const session = await begun();
  const entries = await sealed(session, updateSetting(1, 'one'));
  const wrongHash = new Uint8Array(32);
  expect(await read(session, pageOf(entries, wrongHash))).toBe(false);
  expect(await read(session, pageOf(entries, start, 1))).toBe(false);
  expect(await read(session, { ...pageOf(entries), first: 0 })).toBe(false);
  expect(session.doc.getMap('map').size).toBe(0);
  expect(session.knowledge.cursor?.seq).toBe(0);
});

/** An entry by this author who claims to have seen `hash` at position `seen`. */
async function claiming(session: BookSession, seen: number, seenHash: Bytes, key: string) {
  const context = { kind: 'update', seen, seenHash } as const;
  const blob = await seal(sealerOf(session)!, context, updateSetting(++clients, key));
  return { kind: 'update', at: 5, blob } as const;
}
let clients = 10;

test('[LOG11] an author who was shown another history than this device is noticed by name', async () => {
  const session = await begun();
  await read(session, pageOf(await sealed(session, updateSetting(1, 'one'))));
  const { hash } = session.knowledge.cursor!;
  await read(session, pageOf([await claiming(session, 1, hash, 'two')], hash, 1));
  expect(session.health.disputedBy).toEqual(new Set());
  const after = session.knowledge.cursor!;
  await read(session, pageOf([await claiming(session, 1, start, 'three')], after.hash, 2));
  expect(session.health.disputedBy).toEqual(new Set([keeper.id]));
});

test('[LOG11] one who comes to agree had been shown the same: what they said before was not so', async () => {
  const session = await begun();
  await read(session, pageOf([await claiming(session, 0, log, 'one')]));
  await read(session, pageOf([await claiming(session, 1, start, 'two')], cursorHash(session), 1));
  expect(session.health.disputedBy.size).toBe(1);
  const hash = cursorHash(session);
  await read(session, pageOf([await claiming(session, 2, hash, 'three')], hash, 2));
  expect(session.health.disputedBy.size).toBe(0);
});

test('[LOG16] a snapshot that came and cannot be opened is not the relay withholding it', async () => {
  const session = await begun();
  const [foreign] = await sealed(session, Uint8Array.of(9, 9, 9));
  const page = pageOf([{ ...foreign!, kind: 'snapshot' }], start, 0);
  // The relay says that what lies before is in a snapshot: this one.
  await read(session, { ...page, first: 5 });
  expect([session.knowledge.isWhole, session.knowledge.isWithheld]).toEqual([false, false]);
  const other = await begun();
  const rubbish = { kind: 'snapshot', at: 5, blob: systemRandom(300) } as const;
  await read(other, { ...pageOf([rubbish]), first: 5 });
  expect([other.knowledge.isWhole, other.knowledge.isWithheld]).toEqual([false, true]);
});

const cursorHash = (session: BookSession) => session.knowledge.cursor!.hash;

test('[LOG20] a snapshot is kept in place of what it holds; one that is short beside what it lost', async () => {
  const session = await begun();
  const [one, two] = [updateSetting(1, 'one'), updateSetting(2, 'two')];
  const snapshotOf = async (plain: Uint8Array, covers: number): Promise<Entry> => {
    const context = { kind: 'snapshot', seen: 0, seenHash: start, covers } as const;
    return { kind: 'snapshot', at: 5, blob: await seal(sealerOf(session)!, context, plain) };
  };
  const kept = () => session.sealedTail.without(new Set());
  const entries = await sealed(session, one, two);
  const whole = await snapshotOf(Y.mergeUpdates([one, two]), 2);
  const short = await snapshotOf(one, 3);
  await read(session, pageOf(entries));
  expect(kept()).toEqual(entries.map(({ blob }) => fingerprint(blob)));
  await read(session, pageOf([whole], session.knowledge.cursor!.hash, 2));
  expect(kept()).toEqual([fingerprint(whole.blob)]);
  await read(session, pageOf([short], session.knowledge.cursor!.hash, 3));
  expect(kept()).toEqual([whole, short].map(({ blob }) => fingerprint(blob)));
  expect(session.health.shortenedBy).toEqual(new Map([[keeper.id, 1]]));
});
