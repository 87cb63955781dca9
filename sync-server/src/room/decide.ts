/**
 * What a book's log takes, as one pure function: the state before, what has arrived, the clock; out
 * come the entries to commit, an outcome for each arrival and the state if the commit succeeds.
 * Nothing here is visible to anybody until the store has said "saved".
 */
import { hash } from 'node:crypto';
import { applyStatement, mayDeviceAppend } from '@wardbook/shared/access/access';
import { roleAt, type Access, type AccessRefusal } from '@wardbook/shared/access/state';
import type { Statement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { chainNext } from '@wardbook/shared/protocol/chain';
import type { SealedHeading } from '@wardbook/shared/protocol/entry';
import type { AppendRefusal } from '@wardbook/shared/protocol/frames';
import { bookBytesMax, reserveShare } from '../limits.ts';
import type { ChainedEntry, LogHead } from '../store/store.ts';
import { sha256 } from '../store/digest.ts';

export interface RoomState extends LogHead {
  readonly access: Access;
  /** `statementKey` of every statement in the log, also of those that were not taken. */
  readonly known: ReadonlySet<string>;
}

/** One thing a device wants in the log, read and with its signatures checked. */
export type Arrival =
  | { readonly type: 'sealed'; readonly author: DeviceId; readonly sealed: Sealed }
  | { readonly type: 'statement'; readonly author: DeviceId; readonly statement: Statement }
  /**
   * What a device that is not admitted puts forward to be so, or to wait for a keeper. Taken only if
   * it then is or does.
   */
  | {
      readonly type: 'introduction';
      readonly author: DeviceId;
      readonly statements: readonly Statement[];
    };

export interface Sealed {
  readonly kind: 'update' | 'snapshot';
  readonly heading: SealedHeading;
  readonly blob: Bytes;
}

export type Outcome =
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly reason: AppendRefusal }
  /** `reason` is why the device's own join, or what opens it, was not taken, when it brought one. */
  | { readonly type: 'not-admitted'; readonly reason: AccessRefusal | undefined };

export interface Decision {
  readonly state: RoomState;
  readonly entries: readonly ChainedEntry[];
  /** What the last snapshot among `entries` covers, 0 without one. */
  readonly covers: number;
  /** In the order of the arrivals. */
  readonly outcomes: readonly Outcome[];
}

const taken: Outcome = { type: 'taken' };

export function decide(
  before: RoomState,
  arrivals: readonly Arrival[],
  now: number,
  bytesMax = bookBytesMax,
): Decision {
  const draft = new Draft(before, now, bytesMax);
  const outcomes = arrivals.map((arrival) => {
    switch (arrival.type) {
      case 'sealed':
        return draft.sealed(arrival.author, arrival.sealed);
      case 'statement':
        return draft.statement(arrival.author, arrival.statement);
      case 'introduction':
        return draft.introduction(arrival.author, arrival.statements);
    }
  });
  return { state: draft.state, entries: draft.entries, covers: draft.covers, outcomes };
}

/** The same bytes are the same statement. */
export function statementKey(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}

class Draft {
  state: RoomState;
  readonly entries: ChainedEntry[] = [];
  covers = 0;
  readonly #now: number;
  readonly #bytesMax: number;

  constructor(state: RoomState, now: number, bytesMax: number) {
    this.state = state;
    this.#now = now;
    this.#bytesMax = bytesMax;
  }

  sealed(author: DeviceId, { kind, heading, blob }: Sealed): Outcome {
    const { access, bytes, head, snapshotCovers } = this.state;
    const isOwn = heading.author === author && heading.kind === kind;
    if (!isOwn || !mayDeviceAppend(access, author, kind, this.#now)) return refused('not-allowed');
    if (heading.epoch !== access.epoch) return refused('wrong-epoch');
    if (kind === 'snapshot') {
      if (heading.covers <= snapshotCovers || heading.covers > head)
        return refused('stale-snapshot');
      // A full book takes snapshots still, because they are what makes room.
      this.state = { ...this.state, snapshotCovers: heading.covers };
      this.covers = heading.covers;
    } else if (bytes + blob.length > this.#bytesMax) {
      return refused('book-full');
    }
    this.#append(kind, blob);
    return taken;
  }

  statement(carrier: DeviceId, statement: Statement): Outcome {
    const { access, bytes, known } = this.state;
    if (!mayDeviceAppend(access, carrier, 'access', this.#now)) return refused('not-allowed');
    if (known.has(statementKey(statement.bytes))) return taken;
    // Brought by another than its author, it goes by its date: this is how a relay restored from an
    // old copy learns what it lost.
    const firstHand = statement.author === carrier ? this.#now : undefined;
    const result = applyStatement(access, statement, firstHand);
    if (result.type === 'refused') return refused('statement-refused');
    // A full book still lets a keeper put somebody out.
    if (bytes + statement.bytes.length > this.#bytesMax * (1 + reserveShare))
      return refused('book-full');
    this.#takeStatements(result.access, [statement]);
    return taken;
  }

  introduction(author: DeviceId, statements: readonly Statement[]): Outcome {
    let { access } = this.state;
    let reason: AccessRefusal | undefined;
    const accepted: Statement[] = [];
    for (const statement of statements) {
      if (this.state.known.has(statementKey(statement.bytes))) continue;
      const result = applyStatement(access, statement, this.#now);
      if (result.type === 'access') {
        access = result.access;
        accepted.push(statement);
      } else if (statement.author === author) reason = result.reason;
    }
    if (!roleAt(access, author, this.#now) && !access.waiting.has(author))
      return { type: 'not-admitted', reason };
    this.#takeStatements(access, accepted);
    return isFalseOpening(reason) ? { type: 'not-admitted', reason } : taken;
  }

  #takeStatements(access: Access, statements: readonly Statement[]): void {
    const known = new Set(this.state.known);
    for (const { bytes } of statements) known.add(statementKey(bytes));
    this.state = { ...this.state, access, known };
    for (const { bytes } of statements) this.#append('access', bytes);
  }

  #append(kind: ChainedEntry['kind'], blob: Bytes): void {
    const { head, hash: previous, bytes } = this.state;
    const next = chainNext(previous, kind, this.#now, blob, sha256);
    this.entries.push({ kind, at: this.#now, blob, hash: next });
    this.state = { ...this.state, head: head + 1, hash: next, bytes: bytes + blob.length };
  }
}

/** Its author still waits, but not as its own statements say. Another of its windows may be quicker. */
function isFalseOpening(reason: AccessRefusal | undefined): boolean {
  return reason === 'wrong-opening' || reason === 'not-answered';
}

function refused(reason: AppendRefusal): Outcome {
  return { type: 'refused', reason };
}
