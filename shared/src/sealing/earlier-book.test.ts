/** A book that the first version made (testing/earlier-book.ts) goes on in this one. */
import { expect, test } from 'vitest';
import { accessOf, applyStatement } from '../access/access.ts';
import { comparisonOf } from '../access/comparison.ts';
import { roleAt, waitMsMax } from '../access/state.ts';
import { readStatement, signStatement, type Statement } from '../access/statement.ts';
import { concat, equal, fromBase64Url } from '../base/bytes.ts';
import { systemRandom } from '../base/ports.ts';
import { signedBytes } from '../base/signature.ts';
import { writeHeading } from '../protocol/entry.ts';
import { earlierBook } from '../testing/earlier-book.ts';
import { bookKeysFor } from './book-keys.ts';
import { admitWaiting, letIn, removeDevices, replaceKeys, type Signer } from './keeper-acts.ts';
import { createDeviceKeys, deviceKeysFromSeed, type DeviceKeys } from './keys.ts';
import { openLabelAsKeeper } from './label.ts';
import { open } from './open.ts';
import { readBundle } from './read-bundle.ts';
import { recoverySheetFromWords, recoverySheetKeys } from './recovery-sheet.ts';

const bytesOf = (text: string) => fromBase64Url(text)!;
const deviceOf = (byte: number) =>
  deviceKeysFromSeed(new Uint8Array(32).fill(byte), 'earlier-device');
const [ann, ben, cat] = await Promise.all([deviceOf(1), deviceOf(2), deviceOf(3)]);
const read = await Promise.all(
  earlierBook.statements.map((text) => readStatement(bytesOf(text)) as Promise<Statement>),
);
const access = accessOf(read)!;
const update = bytesOf(earlierBook.update);

async function keeperAt(device: DeviceKeys, known = access): Promise<Signer> {
  const keys = await bookKeysFor(known, device);
  return { access: known, keys, device, now: () => 2e12, random: systemRandom };
}

test('[SEAL21] every statement is read, and those who stayed have its keys', async () => {
  expect(read.every((statement) => statement !== undefined)).toBe(true);
  expect(access.book).toBe(earlierBook.book);
  expect([...access.members.keys()].includes(ben.id)).toBe(true);
  expect((await bookKeysFor(access, ann)).size).toBe(2);
  expect((await bookKeysFor(access, ben)).size).toBe(2);
  expect((await bookKeysFor(access, cat)).has(access.epoch)).toBe(false);
});

test('[SEAL21] an entry, a copy and a sheet of then open', async () => {
  const { keys } = await keeperAt(ben);
  const entry = await open(access.book, keys, bytesOf(earlierBook.entry));
  expect(entry).toMatchObject({ type: 'opened', plain: update });
  const reader = { device: ben, access: undefined, now: 2e12 };
  expect(await readBundle(bytesOf(earlierBook.bundle), reader)).toMatchObject({ type: 'copy' });
  const sheet = await recoverySheetKeys(recoverySheetFromWords(earlierBook.sheet)!);
  expect((await bookKeysFor(access, sheet)).has(access.epoch)).toBe(true);
});

test('[SEAL21] none of it opens with a bit changed', async () => {
  const entry = bytesOf(earlierBook.entry);
  const { keys } = await keeperAt(ben);
  for (const at of [0, 1, 40, 80, entry.length - 1]) {
    const changed = entry.with(at, entry[at]! ^ 1);
    expect((await open(access.book, keys, changed)).type).toBe('refused');
  }
  const statement = bytesOf(earlierBook.statements[1]);
  // As version 2 it would be another signature.
  expect(await readStatement(statement.with(0, 2))).toBeUndefined();
});

test('[SEAL21] the name of somebody who waits there opens for its keeper', async () => {
  const then = accessOf(read.slice(0, earlierBook.waitingStatements))!;
  const { label } = then.waiting.get(ben.id)!;
  expect(await openLabelAsKeeper(then, ann, ben.id, label)).toBe('Ben Waiting');
  expect(await openLabelAsKeeper(then, cat, ben.id, label)).toBeUndefined();
});

test('[SEAL21] [SEAL14] somebody who waits there has the code of then, and is let in as they were', async () => {
  const then = accessOf(read.slice(0, earlierBook.waitingStatements))!;
  const { since } = then.waiting.get(ben.id)!;
  expect(comparisonOf(then, ben.id, since + 1)).toEqual({
    type: 'earlier-code',
    code: '4555 0390 1880',
  });
  const keeper = { ...(await keeperAt(ann, then)), now: () => since + 1 };
  const admitted = applyStatement(then, await admitWaiting(keeper, ben.id), since + 1);
  expect(admitted.type === 'access' && roleAt(admitted.access, ben.id, since + 1)).toBe('editor');
  const late = await admitWaiting({ ...keeper, now: () => since + waitMsMax }, ben.id);
  expect(applyStatement(then, late)).toEqual({ type: 'refused', reason: 'wait-expired' });
});

test('[SEAL21] keys on either curve take part in one book: let in, removed, exchanged', async () => {
  const dan = await createDeviceKeys();
  const admitted = await after(access, await letIn(await keeperAt(ann), dan, 'keeper', 'Dan'));
  expect((await bookKeysFor(admitted, dan)).size).toBe(2);
  const without = await removeDevices(await keeperAt(dan, admitted), [ben.id]);
  const removed = await after(admitted, without);
  const [annsKeys, dansKeys] = await Promise.all([
    bookKeysFor(removed, ann),
    bookKeysFor(removed, dan),
  ]);
  expect(annsKeys.get(removed.epoch)!.raw).toEqual(dansKeys.get(removed.epoch)!.raw);
  expect((await bookKeysFor(removed, ben)).has(removed.epoch)).toBe(false);
  const next = await createDeviceKeys();
  const exchanged = await after(
    removed,
    await replaceKeys(await keeperAt(ann, removed), next, 'Ann'),
  );
  expect((await bookKeysFor(exchanged, next)).size).toBe(3);
});

test('[SEAL22] what was signed whole is checked at any length, and only as it was signed', async () => {
  const { privateKey } = ann.signing;
  const { keys } = await keeperAt(ann);
  const heading = writeHeading({
    kind: 'update',
    epoch: access.epoch,
    author: ann.id,
    seen: 0,
    seenHash: new Uint8Array(16),
    covers: 0,
    nonce: systemRandom(12),
  }).with(0, 1);
  const book = bytesOf(access.book);
  for (const length of [100, 59_000, 70_000, 700_000]) {
    const ciphertext = new Uint8Array(length).fill(7);
    const message = signedBytes('wardbook entry 1', [book, heading, ciphertext]);
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message));
    const genuine = concat(heading, ciphertext, signature);
    // It was not sealed with the book's key, which only shows once its signature has held.
    expect(await open(access.book, keys, genuine)).toMatchObject({ reason: 'not-for-this-book' });
    const changed = genuine.with(heading.length + 5, 8);
    expect(await open(access.book, keys, changed)).toMatchObject({ reason: 'bad-signature' });
    const unsigned = genuine.fill(0, -64);
    expect(await open(access.book, keys, unsigned)).toMatchObject({ reason: 'bad-signature' });
  }
});

test('[SEAL22] no signature is over more than 60,000 bytes, however long the thing is', async () => {
  const lengths: number[] = [];
  const { subtle } = globalThis.crypto;
  const signWhole = subtle.sign.bind(subtle);
  subtle.sign = (algorithm, key, data) => {
    lengths.push((data as Uint8Array).byteLength);
    return signWhole(algorithm, key, data);
  };
  try {
    const wraps = Array.from({ length: 1_500 }, () => ({
      recipient: new Uint8Array(32),
      sealed: new Uint8Array(113),
    }));
    const statement = await signStatement(ann.signing.privateKey, ann.id, access.book, 1, {
      type: 'revoke',
      devices: [ben.id],
      epoch: 2,
      wraps,
    });
    expect(statement.bytes.length).toBeGreaterThan(200_000);
    const again = await readStatement(statement.bytes);
    expect(again && equal(again.bytes, statement.bytes)).toBe(true);
  } finally {
    subtle.sign = signWhole;
  }
  expect(lengths.length).toBe(1);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(60_000);
});

async function after(known: NonNullable<typeof access>, statement: Statement) {
  const travelled = await readStatement(statement.bytes);
  const result = applyStatement(known, travelled!, 2e12);
  return result.type === 'access' ? result.access : expect.unreachable(result.reason);
}
