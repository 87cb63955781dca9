import { expect, test } from 'vitest';
import type { Access } from '@wardbook/shared/access/state';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { Contents, IdRanges } from '../update/contents.ts';
import { passDamaged } from './damage.ts';
import { LogKnowledge } from './log-knowledge.ts';

const log = new Uint8Array(16).fill(1);
const hash = (number: number): Bytes => new Uint8Array(32).fill(number);
const start = { log, seq: 0, hash: hash(0) };

/** Clocks of client 1. */
function inserted(...ranges: [start: number, end: number][]): Contents {
  const contents = new Contents();
  contents.inserted.addRanges(1, ranges);
  return contents;
}

function begun(): LogKnowledge {
  const knowledge = new LogKnowledge();
  knowledge.resume(start);
  return knowledge;
}

/** Three updates of ten clocks each, at 1 to 3. */
function withThree(): LogKnowledge {
  const knowledge = begun();
  for (const seq of [1, 2, 3]) {
    knowledge.update(seq, 100, inserted([seq * 10 - 10, seq * 10]));
    knowledge.advance(seq, hash(seq));
  }
  return knowledge;
}

const missing = (knowledge: LogKnowledge) => inserted([0, 30]).changesWithout(knowledge.known);

test('[LOG2] every update that came back is known', () => {
  const knowledge = withThree();
  expect(missing(knowledge)).toBe(0);
  expect(knowledge.tail).toEqual({ entries: 3, bytes: 300, snapshotBytes: 0 });
  expect(knowledge.cursor).toEqual({ log, seq: 3, hash: hash(3) });
});

test('[LOG3] a snapshot takes the place of what it covers; what came after stays', () => {
  const knowledge = withThree();
  knowledge.snapshot(1_001, 2, 50, inserted([0, 20]), 0);
  expect(missing(knowledge)).toBe(0);
  expect(knowledge.tail).toEqual({ entries: 1, bytes: 100, snapshotBytes: 50 });
  knowledge.snapshot(1_001, 3, 60, inserted([0, 30]), 0);
  expect(missing(knowledge)).toBe(0);
  expect(knowledge.tail).toEqual({ entries: 0, bytes: 0, snapshotBytes: 60 });
});

test('[LOG19] a snapshot says what it takes the place of, and how much of that it leaves out', () => {
  const knowledge = begun();
  for (const seq of [1, 2, 3])
    knowledge.update(seq, 100, inserted([seq * 10 - 10, seq * 10]), undefined, `entry ${seq}`);
  expect(knowledge.snapshot(4, 2, 50, inserted([0, 20]), 0, 'first')).toEqual({
    prints: ['entry 1', 'entry 2'],
    lost: 0,
  });
  expect(knowledge.entries).toEqual(new Set(['first', 'entry 3']));
  expect(knowledge.snapshot(5, 4, 50, inserted([5, 25]), 0, 'second')).toEqual({
    prints: ['entry 3', 'first'],
    lost: 10,
  });
});

test('[LOG18] who was removed is remembered when the log turns out another, if all was read till then', () => {
  const [gone, replaced] = ['gone', 'replaced'] as DeviceId[];
  const former = new Map([
    [gone!, { device: gone!, how: 'removed' }],
    [replaced!, { device: replaced!, how: 'replaced' }],
  ]);
  const accessAtCursor = { former } as unknown as Access;
  const left = (change: (knowledge: LogKnowledge) => void = () => {}) => {
    const knowledge = withThree();
    knowledge.accessAtCursor = accessAtCursor;
    expect(knowledge.isGone(gone!)).toBe(false);
    change(knowledge);
    knowledge.forget();
    return knowledge;
  };
  expect([left().isGone(gone!), left().isGone(replaced!)]).toEqual([true, false]);
  const locked = {
    seq: 4,
    kind: 'update',
    author: undefined,
    isLocked: true,
    at: 5,
    refusal: 'no-key',
  } as const;
  expect(left((knowledge) => knowledge.passUnopened(locked, 1)).isGone(gone!)).toBe(false);
  expect(left((knowledge) => knowledge.passOver(3)).isGone(gone!)).toBe(false);
  const damaged = { seq: 9, kind: 'update', at: 1, hash: hash(9) } as const;
  expect(left((knowledge) => knowledge.damage(damaged)).isGone(gone!)).toBe(false);
  // It outlasts the log, its storage, and a change of the relay that decides.
  const restored = new LogKnowledge();
  const begunAgain = left();
  begunAgain.resume(start);
  restored.restore(begunAgain.toStored()!, inserted([0, 30]));
  const other = new LogKnowledge();
  other.inheritGone(restored);
  expect([restored.isGone(gone!), other.isGone(gone!)]).toEqual([true, true]);
});

test('[LOG3] a short snapshot makes pending again what it lost, and nothing else', () => {
  const knowledge = withThree();
  knowledge.snapshot(1_001, 2, 50, inserted([0, 15]), 0);
  expect(missing(knowledge)).toBe(5);
  knowledge.update(4, 10, inserted([15, 20]));
  expect(missing(knowledge)).toBe(0);
});

test('[LOG3] a snapshot that claims to cover more than it holds hides nothing', () => {
  const knowledge = withThree();
  knowledge.snapshot(1_001, 1_000, 50, new Contents(), 0);
  expect(missing(knowledge)).toBe(30);
});

test('[LOG4] the relay goes on from where this device is: everything stays known', () => {
  const knowledge = withThree();
  expect(knowledge.resume({ log: log.slice(), seq: 3, hash: hash(3) })).toBe(true);
  expect(missing(knowledge)).toBe(0);
});

test.each([
  ['another log', { log: new Uint8Array(16), seq: 0, hash: hash(7) }],
  ['the same log, from its start', { log, seq: 0, hash: hash(0) }],
])('[LOG4] starting with %s, nothing is known', (_, cursor) => {
  const knowledge = withThree();
  knowledge.statements.add('one');
  expect(knowledge.resume(cursor)).toBe(true);
  expect(missing(knowledge)).toBe(30);
  expect(knowledge.cursor).toEqual(cursor);
  expect(knowledge.statements.size).toBe(0);
  expect(knowledge.hashAt(3)).toBeUndefined();
  expect(knowledge.tail).toEqual({ entries: 0, bytes: 0, snapshotBytes: 0 });
});

test.each([
  ['further on', { log, seq: 4, hash: hash(4) }],
  ['further back', { log, seq: 2, hash: hash(2) }],
  ['at the same place in another log', { log: new Uint8Array(16), seq: 3, hash: hash(3) }],
  ['at the same place with another hash', { log, seq: 3, hash: hash(9) }],
])('[LOG4] a relay that would go on %s is not followed', (_, cursor) => {
  const knowledge = withThree();
  expect(knowledge.resume(cursor)).toBe(false);
  expect(missing(knowledge)).toBe(0);
  expect(knowledge.cursor?.seq).toBe(3);
});

test('[LOG4] after forgetting, the log is taken up from its start with its true first hash', () => {
  const knowledge = withThree();
  knowledge.forget();
  expect(knowledge.cursor).toBeUndefined();
  expect(missing(knowledge)).toBe(30);
  knowledge.advance(4, hash(4));
  expect(knowledge.cursor).toBeUndefined();
  expect(knowledge.resume(start)).toBe(true);
  expect(knowledge.cursor).toEqual(start);
});

test('[LOG5] what is stored comes back, for a document that has all of it', () => {
  const knowledge = withThree();
  knowledge.snapshot(1_001, 1, 50, inserted([0, 10]), 0);
  knowledge.statements.add('one');
  const stored = structuredClone(knowledge.toStored()!);
  const restored = new LogKnowledge();
  restored.restore(stored, inserted([0, 35]));
  expect(restored.toStored()).toEqual(stored);
  expect(missing(restored)).toBe(0);
  restored.snapshot(1_001, 3, 60, inserted([0, 20]), 0);
  expect(missing(restored)).toBe(10);
});

test('[LOG5] a document that lost something the log was known to hold reads it all again', () => {
  const stored = withThree().toStored()!;
  const restored = new LogKnowledge();
  restored.restore(stored, inserted([0, 29]));
  expect(restored.cursor).toBeUndefined();
  expect(missing(restored)).toBe(30);
  const deleted = new IdRanges();
  deleted.add(1, 3, 4);
  const withDeletion = begun();
  withDeletion.update(1, 10, new Contents(inserted([0, 30]).inserted, deleted));
  restored.restore(withDeletion.toStored()!, inserted([0, 30]));
  expect(restored.cursor).toBeUndefined();
});

test('[LOG5] without a position there is nothing to store', () => {
  expect(new LogKnowledge().toStored()).toBeUndefined();
});

test('[LOG6] running hashes are remembered for some two thousand positions, the latest', () => {
  const knowledge = begun();
  for (let seq = 1; seq <= 3_000; seq++) knowledge.advance(seq, hash(seq % 256));
  expect(knowledge.hashAt(1)).toBeUndefined();
  expect(knowledge.hashAt(952)).toBeUndefined();
  expect(knowledge.hashAt(953)).toEqual(hash(953 % 256));
  expect(knowledge.hashAt(3_000)).toEqual(hash(3_000 % 256));
});

test('[LOG2] what is stored does not change with what is learned later', () => {
  const knowledge = withThree();
  const stored = knowledge.toStored()!;
  const before = structuredClone(stored);
  knowledge.update(4, 100, inserted([30, 40]));
  knowledge.snapshot(1_001, 4, 10, inserted([0, 5]), 0);
  expect(stored).toEqual(before);
});

test('[LOG12] what was passed over and did not come is read for once more, and once only', () => {
  const knowledge = withThree();
  expect(knowledge.wantsReading(1)).toBe(false);
  // A relay that went back to an old copy while it was being read has the snapshot no more.
  knowledge.passOver(9);
  expect(knowledge.wantsReading(1)).toBe(true);
  knowledge.forget();
  knowledge.resume(start);
  knowledge.passOver(9);
  expect(knowledge.wantsReading(1)).toBe(false);
  knowledge.snapshot(1_001, 8, 50, inserted([0, 30]), 0);
  expect(knowledge.wantsReading(1)).toBe(false);
  knowledge.passOver(12);
  expect(knowledge.wantsReading(1)).toBe(true);
});

test('[LOG12] what could not be read is read for once more when keys have come', () => {
  const knowledge = withThree();
  knowledge.passUnopened(
    { seq: 4, kind: 'update', author: undefined, isLocked: true, at: 5, refusal: 'no-key' },
    1,
  );
  expect(knowledge.wantsReading(1)).toBe(false);
  expect(knowledge.wantsReading(2)).toBe(true);
  expect(knowledge.wantsReading(2)).toBe(false);
});

const damaged = (seq: number) => ({ seq, kind: 'update', at: 5, hash: hash(seq) }) as const;

test('[LOG15] what a damaged entry held is known no more; who had read it has it, others lack it', () => {
  const knowledge = withThree();
  passDamaged(knowledge, damaged(2));
  expect(missing(knowledge)).toBe(10);
  expect(knowledge.damaged).toEqual([{ seq: 2, kind: 'update', at: 5, isHere: true }]);
  // Told twice, or put back and read: still one, and known again.
  passDamaged(knowledge, damaged(2));
  knowledge.update(4, 100, inserted([10, 20]));
  expect([missing(knowledge), knowledge.damaged.length]).toEqual([0, 1]);

  const newcomer = begun();
  newcomer.update(1, 100, inserted([0, 10]));
  newcomer.advance(1, hash(1));
  passDamaged(newcomer, damaged(2));
  expect(newcomer.cursor).toEqual({ log, seq: 2, hash: hash(2) });
  expect(newcomer.isWhole).toBe(true);
  expect(newcomer.damaged).toEqual([{ seq: 2, kind: 'update', at: 5, isHere: false }]);
});

test('[LOG15] a damaged snapshot is known no more, and one that takes its place ends the damage', () => {
  const knowledge = withThree();
  knowledge.snapshot(4, 3, 50, inserted([0, 30]), 0);
  knowledge.advance(4, hash(4));
  expect(missing(knowledge)).toBe(0);
  passDamaged(knowledge, { ...damaged(4), kind: 'snapshot' });
  expect([missing(knowledge), knowledge.damaged.length]).toEqual([30, 1]);
  const restored = new LogKnowledge();
  restored.restore(knowledge.toStored()!, inserted([0, 30]));
  expect([missing(restored), restored.damaged]).toEqual([30, knowledge.damaged]);
  restored.snapshot(6, 5, 50, inserted([0, 30]), 0);
  expect([missing(restored), restored.damaged]).toEqual([0, []]);
  // What was superseded before it was found damaged is nobody's loss.
  passDamaged(restored, damaged(2));
  expect(restored.damaged).toEqual([]);
});

test('[LOG15] behind superseded entries, damage does not hide that they were passed over', () => {
  const knowledge = begun();
  passDamaged(knowledge, damaged(7));
  expect(knowledge.isWhole).toBe(false);
  knowledge.snapshot(8, 6, 50, inserted([0, 30]), 0);
  expect(knowledge.isWhole).toBe(true);
  expect(knowledge.damaged.map(({ seq }) => seq)).toEqual([7]);
});
