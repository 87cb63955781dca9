/**
 * Looks a store file over from end to end: is it whole, does every log's chain of hashes hold, is every
 * statement signed, does each book's record agree with its entries. Changes nothing, and may look at
 * the file of a relay that is running.
 */
import { DatabaseSync } from 'node:sqlite';
import { accessOf } from '@wardbook/shared/access/access';
import type { Statement } from '@wardbook/shared/access/statement';
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import { bookIdOf, type BookId } from '@wardbook/shared/base/ids';
import { signatureBytes, verify } from '@wardbook/shared/base/signature';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import { kindOf, type EntryKind } from '@wardbook/shared/protocol/entry';
import { readStatements } from '../room/open-book.ts';
import {
  placeOf,
  schemaVersion,
  seqOf,
  type EntryRow,
  type LogRow,
} from '../store/sqlite-schema.ts';

export interface CheckReport {
  readonly books: number;
  readonly deletedBooks: number;
  readonly entries: number;
  /** Entries whose contents have been pruned: their hashes can be followed but not worked out anew. */
  readonly pruned: number;
  /** Each a sentence; none when all is well. At most `problemsMax`. */
  readonly problems: readonly string[];
}

const problemsMax = 100;

export async function checkStore(file: string): Promise<CheckReport> {
  const report = { books: 0, deletedBooks: 0, entries: 0, pruned: 0, problems: [] as string[] };
  const problem = (sentence: string) => {
    if (report.problems.length < problemsMax) report.problems.push(sentence);
  };
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    // One view of the file, however long this takes and whatever is written meanwhile.
    database.exec('BEGIN');
    checkFile(database, problem);
    const logs = database.prepare('SELECT * FROM logs ORDER BY number').iterate();
    for (const row of logs as Iterable<unknown> as Iterable<LogRow>) {
      const found = await checkLog(database, row, problem);
      report.books += 1;
      report.entries += found.entries;
      report.pruned += found.pruned;
    }
    report.deletedBooks = await checkTombstones(database, problem);
  } catch (error) {
    problem(`The file cannot be read: ${String(error)}`);
  } finally {
    database?.close();
  }
  return report;
}

type Problem = (sentence: string) => void;

function checkFile(database: DatabaseSync, problem: Problem): void {
  const version = database.prepare('PRAGMA user_version').get()!['user_version'];
  if (version !== schemaVersion)
    problem(`The file is of version ${String(version)}, and this program knows ${schemaVersion}.`);
  for (const { integrity_check: said } of database.prepare('PRAGMA integrity_check').all())
    if (said !== 'ok') problem(`SQLite says: ${String(said)}`);
  const strays = database
    .prepare(
      `SELECT count(*) AS strays FROM entries WHERE (place >> 32) NOT IN (SELECT number FROM logs)
       AND (place >> 32) NOT IN (SELECT number FROM deleted WHERE emptied = 0)`,
    )
    .get()!['strays'];
  if (strays !== 0) problem(`${String(strays)} entries belong to no book.`);
}

async function checkLog(
  database: DatabaseSync,
  row: LogRow,
  problem: Problem,
): Promise<{ entries: number; pruned: number }> {
  const book = bookIdOf(row.book);
  const name = `Book ${book.slice(0, 8)}…`;
  const statements: Bytes[] = [];
  let [previous, last, said] = [chainStart(book, row.log), 0, 0];
  let [served, pruned] = [0, 0];
  const rows = database
    .prepare('SELECT * FROM entries WHERE place > ? AND place < ? ORDER BY place')
    .iterate(placeOf(row.number, 0), placeOf(row.number + 1, 0));
  for (const entry of rows as Iterable<unknown> as Iterable<EntryRow>) {
    const [seq, kind, { blob }] = [seqOf(entry.place), kindOf(entry.kind), entry];
    // What was pruned is followed by the hash before what is served, or by what is still to be pruned.
    const isGone = blob === null || seq !== last + 1;
    const isPruned = isGone && kind !== 'access' && seq <= row.covers;
    if (seq !== last + 1 && !isPruned)
      problem(`${name}: what stood before entry ${seq} is missing.`);
    pruned += seq - last - 1;
    if (isPruned) pruned += 1;
    else if (blob === null) problem(`${name}: entry ${seq} is still served but has no contents.`);
    else if (!equal(entry.hash, chainNext(previous, kind, entry.at, blob)))
      problem(`${name}: entry ${seq} (${whatIs(kind)} of ${timeOf(entry.at)}) is damaged.`);
    if (kind === 'access' && blob) statements.push(blob);
    if (kind === 'access' || seq > row.covers) served += blob?.length ?? 0;
    [previous, last, said] = [entry.hash, seq, entry.bytes];
  }
  if (last <= row.covers) problem(`${name}: its last snapshot is missing.`);
  if (served !== said) problem(`${name}: it holds ${served} bytes and says ${said}.`);
  await checkStatements(book, statements, (sentence) => problem(`${name}: ${sentence}`));
  return { entries: last, pruned };
}

function whatIs(kind: EntryKind): string {
  return kind === 'access' ? 'a statement' : kind === 'update' ? 'a change' : 'a snapshot';
}

/** A time that was damaged too may be none. */
function timeOf(at: number): string {
  return Number.isNaN(new Date(at).getTime()) ? 'no time' : new Date(at).toISOString();
}

async function checkStatements(book: BookId, blobs: Bytes[], problem: Problem): Promise<void> {
  const statements: readonly Statement[] | undefined = await readStatements(blobs);
  if (!statements) return problem('a statement is malformed or wrongly signed.');
  if (accessOf(statements)?.book !== book) problem('its first statement does not make this book.');
}

async function checkTombstones(database: DatabaseSync, problem: Problem): Promise<number> {
  const rows = database.prepare('SELECT book, proof FROM deleted').all();
  for (const { book, proof } of rows as unknown as { book: Bytes; proof: Bytes }[]) {
    const [device, challenge] = [proof.subarray(0, 32), proof.subarray(32, 64)];
    const signature = proof.subarray(64);
    const isSigned =
      signature.length === signatureBytes &&
      (await verify(device, signature, 'wardbook delete 1', challenge, book));
    const name = bookIdOf(book).slice(0, 8);
    if (!isSigned) problem(`Book ${name}…: its deletion is not signed.`);
  }
  return rows.length;
}
