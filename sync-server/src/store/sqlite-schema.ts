/**
 * The tables of the SQLite store and how a file comes to have them.
 *
 * An entry's `place` is its log's number and its position in one integer, so that a log lies together
 * in one tree and reading on is a walk along it. Its hash outlives what it held: a device may come
 * back to any position.
 */
import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@wardbook/shared/base/bytes';

export const schemaVersion = 2;

const firstTables = `
  CREATE TABLE logs (
    number INTEGER PRIMARY KEY,
    book BLOB NOT NULL UNIQUE,
    log BLOB NOT NULL,
    head INTEGER NOT NULL,
    hash BLOB NOT NULL,
    covers INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE entries (
    place INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    at INTEGER NOT NULL,
    superseded INTEGER, -- ms since 1970, null while served
    hash BLOB NOT NULL,
    blob BLOB -- null once pruned
  ) STRICT;
  CREATE INDEX served ON entries (place) WHERE superseded IS NULL;
  CREATE INDEX statements ON entries (place) WHERE kind = 0;
  CREATE INDEX prunable ON entries (superseded) WHERE superseded IS NOT NULL AND blob IS NOT NULL;
`;

/** Version 2: books that a keeper had deleted. `number` stays taken, so that no other log gets it. */
const tombstones = `
  CREATE TABLE deleted (
    book BLOB PRIMARY KEY,
    at INTEGER NOT NULL, -- ms since 1970
    proof BLOB NOT NULL,
    number INTEGER, -- of the log it had
    emptied INTEGER NOT NULL -- 1 once none of that log's entries is left
  ) STRICT;
  CREATE INDEX left_over ON deleted (number) WHERE emptied = 0;
`;

/** A row of `logs`, columns and all. */
export interface LogRow {
  readonly number: number;
  readonly book: Bytes;
  readonly log: Bytes;
  readonly head: number;
  readonly hash: Bytes;
  readonly covers: number;
  readonly bytes: number;
}

/** A row of `entries`. */
export interface EntryRow {
  readonly place: number;
  readonly kind: number;
  readonly at: number;
  readonly superseded: number | null;
  readonly hash: Bytes;
  readonly blob: Bytes | null;
}

/** Positions of one log take the lower 32 bits; 2^21 logs fit before a number loses precision. */
const placesPerLog = 2 ** 32;

export function placeOf(logNumber: number, seq: number): number {
  return logNumber * placesPerLog + seq;
}

export function seqOf(place: number): number {
  return place % placesPerLog;
}

/** What is committed goes into the file itself once there is so much of it: 32 MiB in 4 KiB pages. */
const checkpointPages = 8_192;
/** Of the file, kept in memory: the last pages of the logs that are being written. */
const cacheKib = 8_192;
const walBytes = 4 * 1024 * 1024;

/**
 * Fills the rest of the write-ahead file with zeros, which SQLite reads as its end. Waiting for the
 * disk takes half as long where a commit overwrites than where it makes the file longer. Is about
 * speed alone: where it cannot be done, nothing is lost.
 */
export function lengthenWal(databasePath: string): void {
  let file: number | undefined;
  try {
    file = openSync(`${databasePath}-wal`, 'r+');
    const { size } = fstatSync(file);
    if (size < walBytes) writeSync(file, new Uint8Array(walBytes - size), 0, undefined, size);
    fsyncSync(file);
  } catch {
    // A disk that is full, say: commits will tell.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Sets a connection up and makes or checks the tables. */
export function prepareDatabase(database: DatabaseSync): 'ready' | 'newer' {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec(
    `PRAGMA wal_autocheckpoint = ${checkpointPages}; PRAGMA cache_size = -${cacheKib};`,
  );
  const found = database.prepare('PRAGMA user_version').get()!['user_version'];
  if (found === schemaVersion) {
    // Written again, so that a disk that can only be read is noticed now and not by somebody's change.
    database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${schemaVersion}; COMMIT;`);
    return 'ready';
  }
  if (found !== 0 && found !== 1) return 'newer';
  const missing = found === 0 ? firstTables + tombstones : tombstones;
  database.exec(`BEGIN; ${missing} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
  return 'ready';
}
