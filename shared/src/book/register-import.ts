/**
 * Plans what a register file changes in a book: who is new, who has changed, who stays. Whoever is
 * in the book keeps their id for ever, so that what was recorded about them stays theirs.
 *
 * Invariants: nothing is written here; a person is matched to at most one entry; planning a file
 * again after it was applied gives nothing to do; nobody is removed because a file lacks them.
 */
import type { NameMemo } from './address.ts';
import { personIdMaker } from './person-id.ts';
import {
  electorOf,
  fitsBook,
  keysOf,
  sameDetails,
  type Keys,
  type RegisterEntry,
} from './register-entry.ts';
import { RegisterMatcher, type Candidate } from './register-matcher.ts';
import type { Elector, ImportId, PersonId } from './schema.ts';

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
  readonly importId: ImportId;
  readonly added: readonly Elector[];
  readonly changed: readonly { readonly before: Elector; readonly after: Elector }[];
  readonly unchanged: number;
  /** In the book and not in the file: kept. */
  readonly missing: number;
  readonly clashes: readonly Clash[];
  /** Letters of every district in the file. */
  readonly districts: readonly string[];
}

/** `existing`: everybody in the book. `salt`: from the book's settings. */
export function planImport(
  entries: Iterable<RegisterEntry>,
  existing: Iterable<Elector>,
  salt: string,
  importId: ImportId,
): ImportPlan {
  const memo: NameMemo = new Map();
  const clashes: Clash[] = [];
  const file = distinctEntries(entries, memo, clashes);
  const book = [...existing]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((elector) => ({ elector, keys: keysOf(elector, memo) }));
  const matched = new RegisterMatcher(file, book).match();
  const makeId = personIdMaker(salt);
  const ids = new Set<PersonId>(book.map(({ elector }) => elector.id));
  const idsInFile = new Set(file.map(({ keys }) => keys.externalId));
  const added: Elector[] = [];
  const changed: { before: Elector; after: Elector }[] = [];
  let unchanged = 0;
  for (const { entry, keys } of file) {
    const before = matched.pairs.get(entry);
    if (before === undefined) {
      const id = freeId(keys, makeId, ids);
      added.push(electorOf(entry, id, importId));
      if (matched.unclear.has(entry))
        clashes.push({ kind: 'same-name-same-address', line: entry.line, imported: true });
      continue;
    }
    const after = electorOf(entry, before.id, importId, withoutClaimed(before, entry, idsInFile));
    if (sameDetails(before, after)) unchanged += 1;
    else changed.push({ before, after });
  }
  for (const { entry } of matched.sharedIds)
    clashes.push({ kind: 'shared-external-id', line: entry.line, imported: true });
  return {
    importId,
    added,
    changed,
    unchanged,
    missing: book.length - matched.pairs.size,
    clashes: clashes.sort((a, b) => a.line - b.line),
    districts: [...new Set(file.map(({ entry }) => entry.district))].sort(),
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

function freeId(
  keys: Keys,
  makeId: (identity: readonly string[], taken: number) => PersonId,
  ids: Set<PersonId>,
): PersonId {
  const identity = [keys.number, keys.name, keys.address];
  let taken = 0;
  let id = makeId(identity, taken);
  // Bounded by the people in the book; more than a few with one identity do not occur.
  while (ids.has(id)) id = makeId(identity, ++taken);
  ids.add(id);
  return id;
}
