/**
 * The tables of the SQLite store and how a file comes to have them.
 *
 * An entry's `place` is its log's number and its position in one integer, so that a log lies together
 * in one tree, reading on is a walk along it, and what is appended to a book changes one page. What a
 * log serves follows from what its last snapshot covers: nothing is written to an entry for it.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@wardbook/shared/base/bytes';

export const schemaVersion = 3;

const logs = `
  CREATE TABLE logs (
    number INTEGER PRIMARY KEY,
    book BLOB NOT NULL UNIQUE,
    log BLOB NOT NULL,
    covers INTEGER NOT NULL -- by the last snapshot: served are statements, and what comes after
  ) STRICT;
`;

const entries = `
  CREATE TABLE entries (
    place INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes INTEGER NOT NULL, -- of everything the log serves, when this is its last entry
    hash BLOB NOT NULL,
    blob BLOB -- null once pruned
  ) STRICT;
  CREATE INDEX statements ON entries (place) WHERE kind = 0;
`;

/** Snapshots that have superseded what is not pruned yet. */
const snapshots = `
  CREATE TABLE snapshots (
    number INTEGER NOT NULL, -- of the log
    covers INTEGER NOT NULL,
    at INTEGER NOT NULL, -- ms since 1970
    PRIMARY KEY (number, covers)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX snapshot_times ON snapshots (at);
`;

/** Books that a keeper had deleted. `number` stays taken, so that no other log gets it. */
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

/**
 * Version 2 wrote to every entry when it was superseded, and each log's head beside the log. It went
 * on serving what a snapshot covered that came together with it, and counted that.
 */
const fromVersion2 = `
  UPDATE logs SET bytes = (
    SELECT coalesce(sum(length(blob)), 0) FROM entries
    WHERE place > (number << 32) AND place <= (number << 32) + head
    AND (kind = 0 OR place > (number << 32) + covers));
  ${snapshots}
  INSERT INTO snapshots
    SELECT place >> 32, max(place & 0xffffffff), max(superseded) FROM entries
    WHERE superseded IS NOT NULL AND blob IS NOT NULL GROUP BY place >> 32;
  DROP INDEX served;
  DROP INDEX statements;
  DROP INDEX prunable;
  ALTER TABLE entries RENAME TO older;
  ${entries}
  INSERT INTO entries
    SELECT place, kind, at, coalesce(bytes, 0), older.hash, blob
    FROM older LEFT JOIN logs ON number = place >> 32 AND head = place & 0xffffffff;
  DROP TABLE older;
  ALTER TABLE logs DROP COLUMN head;
  ALTER TABLE logs DROP COLUMN hash;
  ALTER TABLE logs DROP COLUMN bytes;
`;

/** What brings a file of each earlier version, 0 being an empty one, to this one. */
const steps: readonly string[] = [
  logs + entries + snapshots + tombstones,
  tombstones + fromVersion2,
  fromVersion2,
];

/** A row of `logs`, columns and all. */
export interface LogRow {
  readonly number: number;
  readonly book: Bytes;
  readonly log: Bytes;
  readonly covers: number;
}

/** A row of `entries`. */
export interface EntryRow {
  readonly place: number;
  readonly kind: number;
  readonly at: number;
  readonly bytes: number;
  readonly hash: Bytes;
  readonly blob: Bytes | null;
}

/** Positions of one log take the lower 32 bits; 2^21 logs fit before a number loses precision. */
export const placesPerLog = 2 ** 32;

export function placeOf(logNumber: number, seq: number): number {
  return logNumber * placesPerLog + seq;
}

export function seqOf(place: number): number {
  return place % placesPerLog;
}

/** What is committed goes into the file itself once there is so much of it: 16 MiB in 4 KiB pages. */
const checkpointPages = 4_096;
/** Of the file, kept in memory: the last pages of the logs that are being written. */
const cacheKib = 4_096;
/** So long is the write-ahead file then, headers and all. */
const walBytes = 17 * 1024 * 1024;
const zeros = new Uint8Array(256 * 1024);

/**
 * Fills the rest of the write-ahead file with zeros, which SQLite reads as its end. Waiting for the
 * disk takes half as long where a commit overwrites than where it makes the file longer. Is about
 * speed alone: where there is no space for it, the file is left as it was.
 */
export function lengthenWal(databasePath: string): void {
  let file: number | undefined;
  try {
    file = openSync(`${databasePath}-wal`, 'r+');
    const { size } = fstatSync(file);
    try {
      for (let at = size; at < walBytes; at += zeros.length)
        writeSync(file, zeros, 0, Math.min(zeros.length, walBytes - at), at);
      fsyncSync(file);
    } catch {
      ftruncateSync(file, size);
    }
  } catch {
    // A disk that cannot be written, say: commits will tell.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Sets a connection up and makes or checks the tables. */
export function prepareDatabase(database: DatabaseSync): 'ready' | 'newer' {
  const found = Number(database.prepare('PRAGMA user_version').get()!['user_version']);
  if (found > schemaVersion) return 'newer';
  // Space that is freed can be given back, if a file was made for it.
  if (found < schemaVersion) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
     PRAGMA wal_autocheckpoint = ${checkpointPages}; PRAGMA cache_size = -${cacheKib};`,
  );
  const isOlder = found > 0 && found < schemaVersion;
  // Not again where it was done and what follows failed.
  const mode = database.prepare('PRAGMA auto_vacuum').get()!['auto_vacuum'];
  if (isOlder && mode === 0) database.exec('VACUUM');
  // Written even if it is so already: a disk that can only be read is noticed now, not by a change.
  const step = steps[found] ?? '';
  database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
  if (isOlder) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return 'ready';
}

/** The latest time at which a log's last entry was written, ms since 1970; undefined without a log. */
export function lastCommitIn(database: DatabaseSync): number | undefined {
  const row = database
    .prepare(
      `SELECT max(at) AS at FROM logs JOIN entries ON place =
         (SELECT max(place) FROM entries WHERE place < (number + 1) * ${placesPerLog})`,
    )
    .get()!;
  return row['at'] === null ? undefined : Number(row['at']);
}
