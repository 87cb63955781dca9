/** From what the store keeps of a book, or from its statements alone, to the state of its room. */
import { accessOf, applyStatement } from '@wardbook/shared/access/access';
import { roleAt, type Access, type AccessRefusal } from '@wardbook/shared/access/state';
import { readStatement, type Statement } from '@wardbook/shared/access/statement';
import { assert } from '@wardbook/shared/base/assert';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { ChainedEntry, FollowedCommit, NewLog, OpenedLog } from '../store/store.ts';
import { statementKey, type RoomState } from './decide.ts';

const readTogether = 32;

export async function stateOfLog(book: BookId, opened: OpenedLog): Promise<RoomState> {
  const { log, head, hash, snapshotCovers, bytes } = opened;
  const statements = await readStatements(opened.statements);
  assert(statements, 'the store gave back a statement that was never signed');
  const access = accessOf(statements);
  assert(access?.book === book, 'the store gave back the log of another book');
  const known = new Set(opened.statements.map(statementKey));
  return { log, head, hash, snapshotCovers, bytes, access, known };
}

/** The state after another relay's commit. At once where it holds no statement. */
export function stateAfter(
  before: RoomState,
  { entries, snapshotCovers, bytes }: FollowedCommit,
): RoomState | Promise<RoomState> {
  const head = before.head + entries.length;
  const after = { ...before, head, hash: entries.at(-1)!.hash, snapshotCovers, bytes };
  const blobs = entries.filter(({ kind }) => kind === 'access').map(({ blob }) => blob);
  return blobs.length === 0 ? after : withStatements(after, blobs);
}

async function withStatements(before: RoomState, blobs: readonly Bytes[]): Promise<RoomState> {
  const statements = await readStatements(blobs);
  assert(statements, 'another relay committed a statement that was never signed');
  let { access } = before;
  const known = new Set(before.known);
  for (const statement of statements) {
    // As in every replay it goes by the date: what a relay took with its clock is taken so too.
    const result = applyStatement(access, statement);
    if (result.type === 'access') ({ access } = result);
    known.add(statementKey(statement.bytes));
  }
  return { ...before, access, known };
}

export type NewBook =
  | { readonly type: 'new-book'; readonly state: RoomState; readonly log: NewLog }
  | { readonly type: 'refused'; readonly reason: AccessRefusal | 'no-role' };

/**
 * A book that this relay sees for the first time, from all its statements. Each must be taken, and
 * `device`, which brings them, must come out with a role.
 */
export function newBook(
  book: BookId,
  device: DeviceId,
  log: Bytes,
  statements: readonly Statement[],
  now: number,
): NewBook {
  let access: Access | undefined;
  for (const statement of statements) {
    const result = applyStatement(access, statement);
    if (result.type === 'refused') return result;
    access = result.access;
  }
  if (!access || access.book !== book) return { type: 'refused', reason: 'other-book' };
  if (!roleAt(access, device, now)) return { type: 'refused', reason: 'no-role' };
  const entries = chainedStatements(book, log, statements, now);
  const state: RoomState = {
    log,
    head: entries.length,
    hash: entries.at(-1)!.hash,
    snapshotCovers: 0,
    bytes: entries.reduce((sum, { blob }) => sum + blob.length, 0),
    access,
    known: new Set(statements.map(({ bytes }) => statementKey(bytes))),
  };
  return { type: 'new-book', state, log: { book, log, entries } };
}

/** All of them, or undefined when one is malformed or wrongly signed. */
export async function readStatements(blobs: readonly Bytes[]): Promise<Statement[] | undefined> {
  const statements: Statement[] = [];
  // A few at a time: enough to keep every core busy, and a liar is found out after the first few.
  for (let start = 0; start < blobs.length; start += readTogether) {
    const some = await Promise.all(blobs.slice(start, start + readTogether).map(readStatement));
    for (const statement of some) {
      if (!statement) return undefined;
      statements.push(statement);
    }
  }
  return statements;
}

function chainedStatements(
  book: BookId,
  log: Bytes,
  statements: readonly Statement[],
  at: number,
): ChainedEntry[] {
  let hash = chainStart(book, log);
  return statements.map(({ bytes: blob }) => {
    hash = chainNext(hash, 'access', at, blob);
    return { kind: 'access', at, blob, hash };
  });
}
