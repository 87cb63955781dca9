/** What the SQLite store asks its file for, prepared once. The tables are in `sqlite-schema.ts`. */
import type { DatabaseSync } from 'node:sqlite';

export function prepareStatements(database: DatabaseSync) {
  return {
    log: database.prepare('SELECT number, book, log, covers FROM logs WHERE book = ?'),
    number: database.prepare('SELECT number FROM logs WHERE book = ?'),
    books: database.prepare('SELECT book FROM logs WHERE book BETWEEN ? AND ? LIMIT ?'),
    addLog: database.prepare(
      // A number that a deleted book's log had is not used again: its entries may still be there.
      `INSERT INTO logs (number, book, log, covers) VALUES (
         1 + max((SELECT coalesce(max(number), 0) FROM logs),
                 (SELECT coalesce(max(number), 0) FROM deleted)), ?, ?, 0)`,
    ),
    dropLog: database.prepare('DELETE FROM logs WHERE number = ?'),
    tombstone: database.prepare('SELECT 1 FROM deleted WHERE book = ?'),
    bury: database.prepare(
      `INSERT INTO deleted (book, at, proof, number, emptied) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (book) DO NOTHING`,
    ),
    leftOver: database.prepare('SELECT number FROM deleted WHERE emptied = 0 LIMIT 1'),
    empty: database.prepare(
      'DELETE FROM entries WHERE place IN (SELECT place FROM entries WHERE place > ? AND place < ? LIMIT ?)',
    ),
    emptied: database.prepare('UPDATE deleted SET emptied = 1 WHERE number = ?'),
    version: database.prepare('PRAGMA user_version'),
    pages: database.prepare('PRAGMA page_count'),
    free: database.prepare('PRAGMA freelist_count'),
    pageBytes: database.prepare('PRAGMA page_size'),
    cover: database.prepare('UPDATE logs SET covers = ? WHERE number = ?'),
    addSnapshot: database.prepare('INSERT INTO snapshots (number, covers, at) VALUES (?, ?, ?)'),
    agedSnapshot: database.prepare(
      'SELECT number, covers FROM snapshots WHERE at < ? ORDER BY at LIMIT 1',
    ),
    dropSnapshots: database.prepare('DELETE FROM snapshots WHERE number = ? AND covers <= ?'),
    addEntry: database.prepare(
      'INSERT INTO entries (place, kind, at, bytes, hash, blob) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    last: database.prepare(
      'SELECT place, hash, bytes FROM entries WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1',
    ),
    head: database.prepare(
      'SELECT place, bytes FROM entries WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1',
    ),
    hash: database.prepare('SELECT hash FROM entries WHERE place = ?'),
    entry: database.prepare('SELECT place, kind, at, hash, blob FROM entries WHERE place = ?'),
    mend: database.prepare('UPDATE entries SET blob = ? WHERE place = ?'),
    statements: database.prepare(
      `SELECT place, kind, at, hash, blob FROM entries INDEXED BY statements
       WHERE kind = 0 AND place > ? AND place <= ? ORDER BY place`,
    ),
    entries: database.prepare(
      'SELECT place, kind, at, hash, blob FROM entries WHERE place > ? AND place <= ? ORDER BY place',
    ),
    blobBytes: database.prepare(
      `SELECT total(length(blob)) AS bytes FROM entries
       WHERE place > ? AND place <= ? AND kind <> 0`,
    ),
    prune: database.prepare(
      `DELETE FROM entries WHERE place IN (
         SELECT place FROM entries AS old WHERE place > ? AND place < ? AND kind <> 0
         AND NOT EXISTS (SELECT 1 FROM entries WHERE place = old.place + 1 AND kind = 0) LIMIT ?)`,
    ),
    keepHash: database.prepare(
      `UPDATE entries SET blob = NULL
       WHERE place > ? AND place <= ? AND kind <> 0 AND blob IS NOT NULL`,
    ),
  };
}
