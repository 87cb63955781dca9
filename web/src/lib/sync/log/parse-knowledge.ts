/**
 * What is known of a relay's log, as storage gave it: of the right shape, or nothing. Where it is
 * nothing the log is read again from its start, which costs time and loses nothing.
 */
import { asRecord } from '@wardbook/shared/base/stored-record';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import { entryRefusals, type EntryRefusal, type StoredKnowledge } from './stored-knowledge.ts';

export function parseKnowledge(value: unknown): StoredKnowledge | undefined {
  const stored = asRecord(value);
  if (!stored) return undefined;
  const { form, log, seq, hash, covers, snapshotEpoch, passedOver, snapshotBytes } = stored;
  const { snapshotSeq, snapshotPrint, latestAt, aheadMs = 0, damaged, waiting, unopened } = stored;
  const { base, statements, gone, tail } = stored;
  const places = [form, seq, covers, snapshotEpoch, passedOver, snapshotBytes, snapshotSeq];
  const counts = [...places, latestAt, aheadMs];
  const isSound =
    log instanceof Uint8Array &&
    hash instanceof Uint8Array &&
    counts.every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(damaged) &&
    damaged.every((entry) => isEntry(entry, 'isHere')) &&
    Array.isArray(waiting) &&
    waiting.every(isWaiting) &&
    Array.isArray(unopened) &&
    unopened.every((entry) => isEntry(entry, 'isLocked')) &&
    typeof snapshotPrint === 'string' &&
    areTexts(statements) &&
    areTexts(gone) &&
    areContents(base) &&
    Array.isArray(tail) &&
    tail.every(isTailEntry);
  return isSound ? (value as StoredKnowledge) : undefined;
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Of what is damaged or could not be opened: where it is, what it is, and a yes or no. */
function isEntry(value: unknown, flag: 'isHere' | 'isLocked'): boolean {
  const entry = asRecord(value);
  if (!entry) return false;
  const { seq, kind, author, at, refusal } = entry;
  return (
    Number.isSafeInteger(seq) &&
    Number.isSafeInteger(at) &&
    kinds.includes(kind as EntryKind) &&
    (author === undefined || typeof author === 'string') &&
    (flag === 'isHere' || entryRefusals.includes(refusal as EntryRefusal)) &&
    typeof entry[flag] === 'boolean'
  );
}

function isWaiting(value: unknown): boolean {
  const entry = asRecord(value);
  return Number.isSafeInteger(entry?.['seq']) && typeof entry?.['print'] === 'string';
}

const kinds: readonly EntryKind[] = ['access', 'update', 'snapshot'];

function isTailEntry(value: unknown): boolean {
  const entry = asRecord(value);
  if (!entry) return false;
  const { seq, bytes, contents, ownEpoch, print } = entry;
  const numbers = [seq, bytes, ownEpoch ?? 0];
  const isCounted = numbers.every((number) => Number.isSafeInteger(number));
  return isCounted && typeof print === 'string' && areContents(contents);
}

function areContents(value: unknown): boolean {
  const contents = asRecord(value);
  return areRanges(contents?.['inserted']) && areRanges(contents?.['deleted']);
}

function areRanges(value: unknown): boolean {
  const isRange = (flat: unknown) => Array.isArray(flat) && flat.every(Number.isSafeInteger);
  return Array.isArray(value) && value.every(isRange);
}
