/**
 * Copies of the store: made while the relay runs, and put in place of one that was lost. Neither ever
 * writes over a file, and each is complete or not there at all.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { prepareDatabase } from '../store/sqlite-schema.ts';
import { databaseFile } from '../store/sqlite.ts';
import { checkStore, type CheckReport } from './check.ts';

const privateMode = 0o600;

export type Copied =
  | { readonly type: 'copied'; readonly file: string; readonly report: CheckReport }
  | { readonly type: 'failed'; readonly sentence: string };

/**
 * `to` is a file that does not exist, or a folder, in which it is named by the time (ms since 1970). A
 * name without an ending is a folder's, which is made.
 */
export async function backUp(data: string, to: string, now: number): Promise<Copied> {
  const source = join(data, databaseFile);
  if (!existsSync(source)) return failed(`There is no store in ${data}, so nothing was copied.`);
  const isFolder = existsSync(to) ? statSync(to).isDirectory() : extname(to) === '';
  const time = new Date(now).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
  const file = isFolder ? join(to, `wardbook-${time}.sqlite`) : to;
  return place(file, async (part) => {
    const database = new DatabaseSync(source, { readOnly: true });
    try {
      // One view of the whole store, without keeping the relay from writing. Unlike a copy page by
      // page it need not begin anew when something is written meanwhile, and what has been deleted is
      // not in it.
      database.prepare('VACUUM INTO ?').run(part);
    } finally {
      database.close();
    }
  });
}

/** Puts the backup `from` into `data`, which must have no store yet. */
export async function restore(from: string, data: string): Promise<Copied> {
  if (!existsSync(from)) return failed(`There is no file ${from}, so nothing was restored.`);
  const file = join(data, databaseFile);
  // Its journal would be taken for the restored file's own.
  for (const rest of [`${file}-wal`, `${file}-shm`])
    if (!existsSync(file) && existsSync(rest))
      return failed(`${rest} is in the way. Move it aside first.`);
  return place(file, async (part) => {
    await copyFile(from, part);
    takeOver(part);
  });
}

/** A backup that a version before has made is restored as one of this version. */
function takeOver(part: string): void {
  const database = new DatabaseSync(part);
  try {
    prepareDatabase(database);
    // One file again, with nothing beside it.
    database.exec('PRAGMA journal_mode = DELETE');
  } finally {
    database.close();
  }
}

/** Writes beside `file`, looks it over, and only then gives it its name. */
async function place(file: string, write: (part: string) => Promise<void>): Promise<Copied> {
  if (existsSync(file)) return failed(`${file} is there already and was left as it is.`);
  const part = join(dirname(file), `.${basename(file)}.part`);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(part, { force: true });
    // It tells who wrote when, which is nobody else's on the machine.
    closeSync(openSync(part, 'wx', privateMode));
    await write(part);
    chmodSync(part, privateMode);
    const report = await checkStore(part);
    if (report.problems.length > 0) {
      rmSync(part, { force: true });
      return failed(`The copy would not be sound: ${report.problems[0]}`);
    }
    flush(part);
    renameSync(part, file);
    flush(dirname(file));
    return { type: 'copied', file, report };
  } catch (error) {
    rmSync(part, { force: true });
    return failed(`Nothing was written: ${String(error)}`);
  }
}

/** A name that stands after a loss of power. */
function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function failed(sentence: string): Copied {
  return { type: 'failed', sentence };
}
