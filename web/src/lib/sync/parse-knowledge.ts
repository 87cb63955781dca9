/**
 * What is known of a relay's log, as storage gave it: of the right shape, or nothing. Where it is
 * nothing the log is read again from its start, which costs time and loses nothing.
 */
import { asRecord } from '@wardbook/shared/base/stored-record';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import type { StoredKnowledge } from './log-knowledge.ts';

export function parseKnowledge(value: unknown): StoredKnowledge | undefined {
  const stored = asRecord(value);
  if (!stored) return undefined;
  const { form, log, seq, hash, covers, snapshotEpoch, passedOver, snapshotBytes } = stored;
  const { snapshotSeq, aheadMs = 0, damaged, unopened, base, statements, tail } = stored;
  const places = [form, seq, covers, snapshotEpoch, passedOver, snapshotBytes, snapshotSeq];
  const counts = [...places, aheadMs];
  const isSound =
    log instanceof Uint8Array &&
    hash instanceof Uint8Array &&
    counts.every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(damaged) &&
    damaged.every((entry) => isEntry(entry, 'isHere')) &&
    Array.isArray(unopened) &&
    unopened.every((entry) => isEntry(entry, 'isLocked')) &&
    Array.isArray(statements) &&
    statements.every((print) => typeof print === 'string') &&
    areContents(base) &&
    Array.isArray(tail) &&
    tail.every(isTailEntry);
  return isSound ? (value as StoredKnowledge) : undefined;
}

/** Of what is damaged or could not be opened: where it is, what it is, and a yes or no. */
function isEntry(value: unknown, flag: 'isHere' | 'isLocked'): boolean {
  const entry = asRecord(value);
  if (!entry) return false;
  const { seq, kind, author, at = 0 } = entry;
  return (
    Number.isSafeInteger(seq) &&
    Number.isSafeInteger(at) &&
    kinds.includes(kind as EntryKind) &&
    (author === undefined || typeof author === 'string') &&
    typeof entry[flag] === 'boolean'
  );
}

const kinds: readonly EntryKind[] = ['access', 'update', 'snapshot'];

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
