/**
 * What is known of a relay's log, as storage gave it: of the right shape, or nothing. Where it is
 * nothing the log is read again from its start, which costs time and loses nothing.
 */
import type { StoredKnowledge } from './log-knowledge.ts';

export function parseKnowledge(value: unknown): StoredKnowledge | undefined {
  if (!isRecord(value)) return undefined;
  const { log, seq, hash, covers, snapshotEpoch, passedOver, snapshotBytes } = value;
  const numbers = [seq, covers, snapshotEpoch, passedOver, snapshotBytes];
  const { locked, base, statements, tail } = value;
  const isSound =
    log instanceof Uint8Array &&
    hash instanceof Uint8Array &&
    numbers.every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(locked) &&
    locked.every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(statements) &&
    statements.every((print) => typeof print === 'string') &&
    areContents(base) &&
    Array.isArray(tail) &&
    tail.every(isTailEntry);
  return isSound ? (value as unknown as StoredKnowledge) : undefined;
}

function isTailEntry(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { seq, bytes, contents } = value;
  return Number.isSafeInteger(seq) && Number.isSafeInteger(bytes) && areContents(contents);
}

function areContents(value: unknown): boolean {
  return isRecord(value) && areRanges(value['inserted']) && areRanges(value['deleted']);
}

function areRanges(value: unknown): boolean {
  const isRange = (flat: unknown) => Array.isArray(flat) && flat.every(Number.isSafeInteger);
  return Array.isArray(value) && value.every(isRange);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
