/**
 * The tables of the SQLite store and how a file comes to have them.
 *
 * An entry's `place` is its log's number and its position in one integer, so that a log lies together
 * in one tree and reading on is a walk along it. Its hash outlives what it held: a device may come
 * back to any position.
 */
import type { DatabaseSync } from 'node:sqlite';

const schemaVersion = 1;

const tables = `
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

/** Positions of one log take the lower 32 bits; 2^21 logs fit before a number loses precision. */
const placesPerLog = 2 ** 32;

export function placeOf(logNumber: number, seq: number): number {
  return logNumber * placesPerLog + seq;
}

export function seqOf(place: number): number {
  return place % placesPerLog;
}

/** Sets a connection up and makes or checks the tables. */
export function prepareDatabase(database: DatabaseSync): 'ready' | 'newer' {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const found = database.prepare('PRAGMA user_version').get()!['user_version'];
  if (found === schemaVersion) return 'ready';
  if (found !== 0) return 'newer';
  database.exec(`BEGIN; ${tables} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
  return 'ready';
}
