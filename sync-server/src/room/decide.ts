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
   * Statements that a device which is not admitted brings in order to be, or to wait for a keeper.
   * Taken only if afterwards it is admitted or waits.
   */
  | {
      readonly type: 'introduction';
      readonly author: DeviceId;
      readonly statements: readonly Statement[];
    }
  /** Entries of a lost log that `author` puts back in their old order, whoever wrote them. */
  | {
      readonly type: 'restored';
      readonly author: DeviceId;
      /** The head that it is to follow. */
      readonly after: number;
      readonly entries: readonly Restored[];
    };

/** `at`: the relay's clock when it was first taken, ms since 1970. */
export type Restored = { readonly at: number } & (
  Sealed | { readonly kind: 'access'; readonly statement: Statement }
);

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
      case 'restored':
        return draft.restored(arrival.author, arrival.after, arrival.entries);
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

  /**
   * Each entry is judged at the place where it would stand, by the statements before it and its own
   * old time; one that might not stand there is left out. So what a removed member wrote counts
   * before the removal and nowhere else.
   */
  restored(carrier: DeviceId, after: number, entries: readonly Restored[]): Outcome {
    if (this.state.head !== after) return refused('log-moved-on');
    if (!mayDeviceAppend(this.state.access, carrier, 'access', this.#now))
      return refused('not-allowed');
    for (const entry of entries) {
      // Nothing can be put back as of a time that is still to come.
      const at = Math.min(entry.at, this.#now);
      const outcome =
        entry.kind === 'access'
          ? this.#carried(carrier, entry.statement, undefined, at)
          : this.#restoredSealed(entry, at);
      if (outcome.type === 'refused' && outcome.reason === 'book-full') return outcome;
    }
    return taken;
  }

  #restoredSealed({ kind, heading, blob }: Sealed, at: number): Outcome {
    const { access, bytes, head, known, snapshotCovers } = this.state;
    const isRight = heading.kind === kind && heading.epoch === access.epoch;
    if (!isRight || !mayDeviceAppend(access, heading.author, kind, at))
      return refused('not-allowed');
    // Its positions are another log's. It takes the place of nothing, so it must not seem to: as it
    // claims more than stands before it, or no more than the last, or where there is nothing sealed.
    const isWithin = heading.covers > snapshotCovers && heading.covers <= head;
    if (kind === 'snapshot' && isWithin && known.size < head) return refused('stale-snapshot');
    if (bytes + blob.length > this.#bytesMax) return refused('book-full');
    this.#append(kind, blob, at);
    return taken;
  }

  statement(carrier: DeviceId, statement: Statement): Outcome {
    // Brought by another than its author, it goes by its date: this is how a relay restored from an
    // old copy learns what it lost.
    const firstHand = statement.author === carrier ? this.#now : undefined;
    return this.#carried(carrier, statement, firstHand, this.#now);
  }

  #carried(
    carrier: DeviceId,
    statement: Statement,
    firstHand: number | undefined,
    at: number,
  ): Outcome {
    const { access, bytes, known } = this.state;
    if (!mayDeviceAppend(access, carrier, 'access', this.#now)) return refused('not-allowed');
    if (known.has(statementKey(statement.bytes))) return taken;
    const result = applyStatement(access, statement, firstHand);
    if (result.type === 'refused') return refused('statement-refused');
    // A full book still lets a keeper put somebody out.
    if (bytes + statement.bytes.length > this.#bytesMax * (1 + reserveShare))
      return refused('book-full');
    this.#takeStatements(result.access, [statement], at);
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

  #takeStatements(access: Access, statements: readonly Statement[], at = this.#now): void {
    const known = new Set(this.state.known);
    for (const { bytes } of statements) known.add(statementKey(bytes));
    this.state = { ...this.state, access, known };
    for (const { bytes } of statements) this.#append('access', bytes, at);
  }

  #append(kind: ChainedEntry['kind'], blob: Bytes, at = this.#now): void {
    const { head, hash: previous, bytes } = this.state;
    const next = chainNext(previous, kind, at, blob, sha256);
    this.entries.push({ kind, at, blob, hash: next });
    this.state = { ...this.state, head: head + 1, hash: next, bytes: bytes + blob.length };
  }
}

/**
 * Whether what should have opened a join is wrong. One that comes too late is not: another window
 * of the same device may have been quicker.
 */
function isFalseOpening(reason: AccessRefusal | undefined): boolean {
  return reason === 'wrong-opening' || reason === 'not-answered';
}

function refused(reason: AppendRefusal): Outcome {
  return { type: 'refused', reason };
}
