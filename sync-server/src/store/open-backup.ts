/**
 * A backup's file as a store that is only read: SQLite itself refuses every write, takes no lock and
 * leaves nothing beside it. Why it cannot be had is a sentence.
 *
 * It is not looked over from end to end, which `check` does and takes as long as the file is large: an
 * entry that is damaged in it is found by the log's hashes when it is read, as in any store.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { lastCommitIn, schemaVersion } from './sqlite-schema.ts';
import { SqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface Backup {
  /** What is written to it fails with `cannot-save`, `read-only`. */
  readonly store: Store;
  /** When its last entry was committed, ms since 1970. */
  readonly at: number;
}

export type OpenedBackup =
  | { readonly type: 'opened'; readonly backup: Backup }
  | { readonly type: 'cannot-open'; readonly sentence: string };

/** `file` is an absolute path. What changes it while it is open is not taken into account. */
export function openBackup(file: string): OpenedBackup {
  const refuse = (why: string): OpenedBackup => ({
    type: 'cannot-open',
    sentence: `The backup ${file} is not served: ${why} The books of the relay itself are.`,
  });
  if (!existsSync(file)) return refuse('there is no such file.');
  const url = pathToFileURL(file);
  // It is what it is for as long as it is open: so SQLite needs no lock, and no file beside it.
  url.searchParams.set('immutable', '1');
  let database: DatabaseSync | undefined;
  const giveUp = (why: string) => {
    database?.close();
    return refuse(why);
  };
  try {
    database = new DatabaseSync(url, { readOnly: true });
    const version = Number(database.prepare('PRAGMA user_version').get()!['user_version']);
    if (version === 0) return giveUp('it is no backup of a relay.');
    if (version > schemaVersion) return giveUp('it was made by a newer Wardbook.');
    if (version < schemaVersion)
      return giveUp(
        'it was made by an earlier Wardbook. Make a new one with “backup”, or “restore” it into an empty folder first.',
      );
    const store = new SqliteStore(database);
    const at = lastCommitIn(database);
    return at === undefined
      ? giveUp('there is no book in it.')
      : { type: 'opened', backup: { store, at } };
  } catch (error) {
    return giveUp(`it is damaged, or may not be read (${String(error)}).`);
  }
}
