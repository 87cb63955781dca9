/**
 * What is known of a relay's log, as storage gave it: of the right shape, or nothing. Where it is
 * nothing the log is read again from its start, which costs time and loses nothing.
 */
import { asRecord } from '@wardbook/shared/base/stored-record';
import type { StoredKnowledge } from './log-knowledge.ts';

export function parseKnowledge(value: unknown): StoredKnowledge | undefined {
  const stored = asRecord(value);
  if (!stored) return undefined;
  const { form, log, seq, hash, covers, snapshotEpoch, passedOver, snapshotBytes } = stored;
  const numbers = [form, seq, covers, snapshotEpoch, passedOver, snapshotBytes];
  const { locked, base, statements, tail } = stored;
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
  return isSound ? (value as StoredKnowledge) : undefined;
}

function isTailEntry(value: unknown): boolean {
  const entry = asRecord(value);
  if (!entry) return false;
  const { seq, bytes, contents, ownEpoch } = entry;
  const numbers = [seq, bytes, ownEpoch ?? 0];
  return numbers.every((number) => Number.isSafeInteger(number)) && areContents(contents);
}

function areContents(value: unknown): boolean {
  const contents = asRecord(value);
  return areRanges(contents?.['inserted']) && areRanges(contents?.['deleted']);
}

function areRanges(value: unknown): boolean {
  const isRange = (flat: unknown) => Array.isArray(flat) && flat.every(Number.isSafeInteger);
  return Array.isArray(value) && value.every(isRange);
}
