/** Store files as versions before made them, for trying whether they are taken over. */
import type { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { kindNumber } from '@wardbook/shared/protocol/entry';
import type { ChainedEntry } from '../store/store.ts';

const tables = `
  CREATE TABLE logs (
    number INTEGER PRIMARY KEY, book BLOB NOT NULL UNIQUE, log BLOB NOT NULL, head INTEGER NOT NULL,
    hash BLOB NOT NULL, covers INTEGER NOT NULL, bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE entries (
    place INTEGER PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL, superseded INTEGER,
    hash BLOB NOT NULL, blob BLOB
  ) STRICT;
  CREATE INDEX served ON entries (place) WHERE superseded IS NULL;
  CREATE INDEX statements ON entries (place) WHERE kind = 0;
  CREATE INDEX prunable ON entries (superseded) WHERE superseded IS NOT NULL AND blob IS NOT NULL;
`;
const tombstones = `
  CREATE TABLE deleted (
    book BLOB PRIMARY KEY, at INTEGER NOT NULL, proof BLOB NOT NULL, number INTEGER,
    emptied INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX left_over ON deleted (number) WHERE emptied = 0;
`;

export interface OlderLog {
  readonly book: BookId;
  readonly log: Bytes;
  readonly entries: readonly ChainedEntry[];
  readonly covers?: number;
  /** What was covered up to here has been emptied. */
  readonly prunedThrough?: number;
}

export function makeOlder(database: DatabaseSync, version: 1 | 2): void {
  database.exec(`PRAGMA journal_mode = WAL; ${tables} PRAGMA user_version = ${version};`);
  if (version === 2) database.exec(tombstones);
}

export function addToOlder(database: DatabaseSync, number: number, older: OlderLog): void {
  const { book, log, entries, covers = 0, prunedThrough = 0 } = older;
  const isCovered = ({ kind }: ChainedEntry, index: number) => kind !== 'access' && index < covers;
  const served = entries.filter((entry, index) => !isCovered(entry, index));
  const bytes = served.reduce((sum, { blob }) => sum + blob.length, 0);
  database
    .prepare('INSERT INTO logs VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(number, idToBytes(book), log, entries.length, entries.at(-1)!.hash, covers, bytes);
  const add = database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)');
  for (const [index, entry] of entries.entries()) {
    const superseded = isCovered(entry, index) ? 2_000 : null;
    const blob = superseded !== null && index < prunedThrough ? null : entry.blob;
    const place = number * 2 ** 32 + index + 1;
    add.run(place, kindNumber(entry.kind), entry.at, superseded, entry.hash, blob);
  }
}
