/**
 * Plans what a register file changes in a book: who is new, who has changed, who stays. Whoever is
 * in the book keeps their id for ever, so that what was recorded about them stays theirs.
 *
 * Invariants: nothing is written here; a person is matched to at most one entry; planning a file
 * again after it was applied gives nothing to do; nobody is removed because a file lacks them.
 */
import { compareText } from '../../base/compare-text.ts';
import { newId } from '../../base/ids.ts';
import type { RandomBytes } from '../../base/ports.ts';
import type { NameMemo } from './address.ts';
import { districtsMax } from './district-letters.ts';
import { sameDetails, type Elector, type PersonId } from './elector.ts';
import { electorOf, fitsBook, keysOf, type Keys, type RegisterEntry } from './register-entry.ts';
import type { EditionId } from './elector.ts';
import type { RegisterIndex } from './register-index.ts';
import { RegisterMatcher, type Candidate } from './register-matcher.ts';

export type ClashKind =
  /** The elector stands in the file before, on `otherLine`. Not imported again. */
  | 'twice-in-file'
  /** Several people of one name at one address changed numbers: added, as it is unclear who is who. */
  | 'same-name-same-address'
  /** The file gives one id to two people: the id was not used to find them. */
  | 'shared-external-id'
  /** District letters missing or a text longer than a book holds. Not imported. */
  | 'does-not-fit';

export interface Clash {
  readonly kind: ClashKind;
  readonly line: number;
  readonly otherLine?: number;
  /** False when the row was left out. */
  readonly imported: boolean;
}

export interface ImportPlan {
  readonly edition: EditionId;
  /** The editions that the file was compared with. */
  readonly over: readonly EditionId[];
  readonly added: readonly Elector[];
  readonly changed: readonly { readonly before: Elector; readonly after: Elector }[];
  readonly unchanged: number;
  /** In the book and not in the file: kept. */
  readonly missing: number;
  /** Of those, whoever was on the roll in a district of the file. */
  readonly gone: readonly PersonId[];
  readonly clashes: readonly Clash[];
  /** Letters of the districts in the file, the first `districtsMax`. */
  readonly districts: readonly string[];
}

/** `register`: what the book has. New people get ids by chance. */
export function planImport(
  entries: Iterable<RegisterEntry>,
  register: RegisterIndex,
  edition: EditionId,
  random: RandomBytes,
): ImportPlan {
  const memo: NameMemo = new Map();
  const clashes: Clash[] = [];
  const file = distinctEntries(entries, memo, clashes);
  const book = [...register.people().values()]
    .sort((a, b) => compareText(a.id, b.id))
    .map((elector) => ({ elector, keys: keysOf(elector, memo) }));
  const matched = new RegisterMatcher(file, book).match();
  const idsInFile = new Set(file.map(({ keys }) => keys.externalId));
  const added: Elector[] = [];
  const changed: { before: Elector; after: Elector }[] = [];
  let unchanged = 0;
  for (const { entry } of file) {
    const before = matched.pairs.get(entry);
    if (before === undefined) {
      added.push(electorOf(entry, newId<PersonId>(random), edition));
      if (matched.unclear.has(entry))
        clashes.push({ kind: 'same-name-same-address', line: entry.line, imported: true });
      continue;
    }
    const after = electorOf(entry, before.id, edition, withoutClaimed(before, entry, idsInFile));
    if (sameDetails(before, after)) unchanged += 1;
    else changed.push({ before, after });
  }
  for (const { entry } of matched.sharedIds)
    clashes.push({ kind: 'shared-external-id', line: entry.line, imported: true });
  const found = new Set([...matched.pairs.values()].map(({ id }) => id));
  const letters = new Set(file.map(({ entry }) => entry.district));
  const missing = book.filter(({ elector }) => !found.has(elector.id));
  const over = register.latest();
  const onRoll = new Set(over.flatMap((each) => [...register.roll(each)]));
  return {
    edition,
    over,
    added,
    changed,
    unchanged,
    missing: missing.length,
    gone: missing.flatMap(({ elector: { id, district } }) =>
      letters.has(district) && onRoll.has(id) ? id : [],
    ),
    clashes: clashes.sort((a, b) => a.line - b.line),
    districts: [...letters].sort().slice(0, districtsMax),
  };
}

/** An id of an older file is dropped when the new file gives it to somebody else. */
function withoutClaimed(
  before: Elector,
  entry: RegisterEntry,
  idsInFile: ReadonlySet<string>,
): Elector {
  const { externalId = '' } = before;
  return entry.externalId === '' && idsInFile.has(externalId)
    ? { ...before, externalId: undefined }
    : before;
}

/** Entries that fit, each elector once. */
function distinctEntries(
  entries: Iterable<RegisterEntry>,
  memo: NameMemo,
  clashes: Clash[],
): Candidate[] {
  const lines = new Map<string, number>();
  const distinct: Candidate[] = [];
  for (const entry of entries) {
    const { line } = entry;
    if (!fitsBook(entry)) {
      clashes.push({ kind: 'does-not-fit', line, imported: false });
      continue;
    }
    const keys = keysOf(entry, memo);
    const identities = identitiesOf(keys);
    const otherLine = identities.map((identity) => lines.get(identity)).find(Number.isInteger);
    if (otherLine !== undefined) {
      clashes.push({ kind: 'twice-in-file', line, otherLine, imported: false });
      continue;
    }
    for (const identity of identities) lines.set(identity, line);
    distinct.push({ entry, keys });
  }
  return distinct;
}

/** Two entries that share one of these are one elector. */
function identitiesOf(keys: Keys): string[] {
  const { number, name, address, externalId, anonymous } = keys;
  const own = JSON.stringify([anonymous, number, name, number === '' ? address : '']);
  return externalId === '' ? [own] : [own, JSON.stringify([externalId, name])];
}
