import { expect, test } from 'vitest';
import { accessOf } from '@wardbook/shared/access/access';
import type { Statement } from '@wardbook/shared/access/statement';
import { systemRandom } from '@wardbook/shared/base/ports';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { foundBook } from '@wardbook/shared/sealing/found';
import { letIn } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { seal } from '@wardbook/shared/sealing/seal';
import { fingerprint } from './membership.ts';
import { inOldOrder, statementsToBegin } from './old-order.ts';
import type { SealedEntry } from './sealed-tail.ts';

const devices: DeviceKeys[] = [];
for (let n = 0; n < 4; n++) devices.push(await createDeviceKeys());
/** A book, and three devices let in one after the other. */
const statements: Statement[] = [await foundBook(devices[0]!, 'Ann', () => 1, systemRandom)];
for (const [n, device] of devices.slice(1).entries()) {
  const access = accessOf(statements)!;
  const keys = await bookKeysFor(access, devices[0]!);
  const keeper = { access, keys, device: devices[0]!, now: () => n + 2, random: systemRandom };
  statements.push(await letIn(keeper, device, 'editor', `Number ${n}`));
}
const order = statements.map(({ bytes }) => fingerprint(bytes));

const entry = (seq: number, after: number, at = seq, kind: SealedEntry['kind'] = 'update') => ({
  kind,
  at,
  seq,
  after: order[after] ?? 'of another book',
  blob: new Uint8Array(10).fill(seq),
});
const seqsOf = (entries: ReturnType<typeof inOldOrder>) =>
  entries.map(({ kind, blob }) =>
    kind === 'access' ? `s${statements.findIndex(({ bytes }) => bytes === blob)}` : blob[0],
  );

test('[LOG17] each entry comes after the statement that stood before it, in whatever order it is kept', () => {
  const kept = [entry(9, 2), entry(5, 1), entry(4, 1), entry(11, 3), entry(2, 0)];
  expect(seqsOf(inOldOrder(order, statements.slice(1), kept))).toEqual([
    2,
    's1',
    4,
    5,
    's2',
    9,
    's3',
    11,
  ]);
  // Statements that the log has are not given again, nor those that stood after everything kept.
  expect(seqsOf(inOldOrder(order, statements.slice(2), kept.slice(0, 3)))).toEqual([4, 5, 's2', 9]);
});

test('[LOG17] entries of two logs are ordered by when they were written; a snapshot goes before them', () => {
  const kept = [entry(3, 1, 30), entry(2, 1, 40), entry(7, 2, 50, 'snapshot'), entry(1, 9, 60)];
  expect(seqsOf(inOldOrder(order, [], kept))).toEqual([7, 1, 3, 2]);
});

test('[LOG17] a book begins with all its statements, or with what stood before what stands only there', async () => {
  const sealedBy = async (device: DeviceKeys, after: number, epoch = 0): Promise<SealedEntry> => {
    const key = (await bookKeysFor(accessOf(statements)!, devices[0]!)).get(0)!;
    const { book } = statements[0]!;
    const sealer = { book, device, key: { ...key, epoch }, random: systemRandom };
    const context = { kind: 'update', seen: 0, seenHash: new Uint8Array(16) } as const;
    return { ...entry(1, after), blob: await seal(sealer, context, new Uint8Array(9)) };
  };
  const begun = (device: number, ...kept: SealedEntry[]) =>
    statementsToBegin(statements, kept, devices[device]!.id, 10).length;
  expect(begun(0)).toBe(4);
  // Its author may write it still, or could not read what the book has now.
  expect(begun(0, await sealedBy(devices[1]!, 1))).toBe(4);
  expect(begun(0, await sealedBy(devices[1]!, 1, 1))).toBe(2);
  const stranger = await createDeviceKeys();
  const [early, late] = [await sealedBy(stranger, 1), await sealedBy(stranger, 2)];
  expect(begun(0, late, early, await sealedBy(devices[1]!, 0))).toBe(2);
  expect(begun(0, late)).toBe(3);
  // This device was let in later than some of it was written.
  expect(begun(3, early)).toBe(4);
  // What stood where is not known, or what is kept is none.
  expect(begun(0, await sealedBy(stranger, 9))).toBe(1);
  expect(begun(0, entry(1, 1))).toBe(2);
});
