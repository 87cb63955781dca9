/**
 * What this device knows one relay's log of the book to hold, and how far it has read it.
 *
 * Only what came back from that log counts: what a snapshot really held, and every update after it.
 * When the relay turns out to hold another or an older log, this starts again from nothing, and all
 * that is missing there is published once more. Knows nothing of sockets.
 */
import type { Access } from '@wardbook/shared/access/state';
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import type { Cursor } from '@wardbook/shared/protocol/frames';
import type { Waiting } from './candidate.ts';
import { Contents } from '../update/contents.ts';
import {
  storedForm,
  type Asleep,
  type Damaged,
  type StoredKnowledge,
  type Unopened,
} from './stored-knowledge.ts';

interface TailEntry {
  readonly seq: number;
  readonly bytes: number;
  readonly contents: Contents;
  /**
   * The epoch whose key this very device sealed it with; undefined when somebody else sealed it.
   */
  readonly ownEpoch: number | undefined;
  /** The entry's fingerprint. */
  readonly print: string;
}

/** What a snapshot has taken the place of. */
export interface Replaced {
  /** Fingerprints of entries. */
  readonly prints: readonly string[];
  /** Changes that this device had read and that the snapshot leaves out; deletions alone count as one. */
  readonly lost: number;
}

/** The most that are kept track of, of either. */
const damagedMax = 256;
const unopenedMax = 2_048;

/** Running hashes kept to compare with what others say they saw. */
const hashesMax = 2_048;

export class LogKnowledge {
  #cursor: Cursor | undefined;
  #base = new Contents();
  #tail: TailEntry[] = [];
  #snapshotBytes = 0;
  #known = new Contents();
  readonly #hashes = new Map<number, Bytes>();
  /** Fingerprints of the statements that the log holds, in its order. */
  readonly statements = new Set<string>();
  /** Who might do what at the cursor, by these statements alone. Not stored. */
  accessAtCursor: Access | undefined;

  #waiting: readonly Waiting[] = [];
  #asleep: readonly Asleep[] = [];
  #unopened: Unopened[] = [];
  #keysWhenLocked = 0;
  #hasReadAgain = false;
  #snapshotEpoch = 0;
  #covers = 0;
  #snapshotSeq = 0;
  #snapshotPrint = '';
  #latestAt = 0;
  readonly #gone = new Set<string>();
  #passedOver = 0;
  #damaged: Damaged[] = [];

  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  /** Everything the log is known to contain. Do not change it. */
  get known(): Contents {
    return this.#known;
  }

  /** Entries and bytes since the last snapshot, and that snapshot's own size. */
  get tail(): { entries: number; bytes: number; snapshotBytes: number } {
    const bytes = this.#tail.reduce((sum, entry) => sum + entry.bytes, 0);
    return { entries: this.#tail.length, bytes, snapshotBytes: this.#snapshotBytes };
  }

  /** Fingerprints of the sealed entries that the log serves. */
  get entries(): Set<string> {
    const served = [...this.#tail, ...this.#storedWaiting].map(({ print }) => print);
    return new Set([this.#snapshotPrint, ...served]);
  }

  /** Entries that have been read and wait for others, in the log's order. */
  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  /** Those of before the last start, which have still to be opened. */
  get asleep(): readonly Asleep[] {
    return this.#asleep;
  }

  /** Of those that have been read so far, these wait and no others. */
  wait(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    this.#asleep = [];
  }

  get #storedWaiting(): Asleep[] {
    const awake = this.#waiting.map(({ candidate: { seq, print } }) => ({ seq, print }));
    return [...this.#asleep, ...awake];
  }

  /** Up to where the last snapshot covers the log; 0 without one. */
  get covers(): number {
    return this.#covers;
  }

  /**
   * The latest time of an entry in the log, ms since 1970. A relay writes one after the other: what is
   * older than what stands before it was put back from another log.
   */
  get latestAt(): number {
    return this.#latestAt;
  }

  /**
   * Whether this device has read all that this author wrote before they were removed, in a log that
   * this one has taken the place of. Then nothing of theirs can be new to it.
   */
  isGone(author: DeviceId): boolean {
    return this.#gone.has(author);
  }

  /**
   * Takes over which removals another log's reader had heard of, where that log decided before this
   * one.
   */
  inheritGone(other: LogKnowledge): void {
    other.#rememberGone();
    for (const device of other.#gone) this.#gone.add(device);
  }

  /** Only if nothing that stands before the removal was kept from this device. */
  #rememberGone(): void {
    const hasAll = this.isWhole && this.locked === 0 && this.#damaged.every(({ isHere }) => isHere);
    if (!this.accessAtCursor || !hasAll) return;
    for (const { device, how } of this.accessAtCursor.former.values())
      if (how === 'removed') this.#gone.add(device);
  }

  /**
   * The relay goes on from this device's own position, or the device starts at the log's start.
   * False when the relay says neither: nothing may be passed over on its word.
   */
  resume(cursor: Cursor): boolean {
    const own = this.#cursor;
    if (own && own.seq === cursor.seq && equal(own.log, cursor.log) && equal(own.hash, cursor.hash))
      return true;
    if (cursor.seq !== 0) return false;
    this.forget();
    this.#cursor = cursor;
    return true;
  }

  /** The log is not the one that was read: what it holds is found out again from its start. */
  forget(): void {
    this.#rememberGone();
    this.#cursor = undefined;
    this.#base = new Contents();
    this.#tail = [];
    this.#snapshotBytes = 0;
    this.#covers = 0;
    this.#snapshotSeq = 0;
    this.#snapshotPrint = '';
    this.#latestAt = 0;
    this.#passedOver = 0;
    this.#damaged = [];
    this.wait([]);
    this.#unopened = [];
    this.#snapshotEpoch = 0;
    this.#known = new Contents();
    this.#hashes.clear();
    this.statements.clear();
    this.accessAtCursor = undefined;
  }

  /** The key with which the last snapshot was sealed; 0 without one. */
  get snapshotEpoch(): number {
    return this.#snapshotEpoch;
  }

  /** How many entries are sealed with a key this device does not have. */
  get locked(): number {
    return this.#unopened.filter(({ isLocked }) => isLocked).length;
  }

  /** What of the log this device could not open or use, and no snapshot has taken the place of. */
  get unopened(): readonly Unopened[] {
    return this.#unopened;
  }

  /** This entry is one of them. `keys` is how many the device has. */
  passUnopened(entry: Unopened, keys: number): void {
    if (entry.isLocked) this.#keysWhenLocked = keys;
    // Of one that is read again it is known already; the latest say most.
    const others = this.#unopened.filter(({ seq }) => seq !== entry.seq);
    this.#unopened = [...others, entry].toSorted((a, b) => a.seq - b.seq).slice(-unopenedMax);
  }

  /**
   * Whether the relay has passed something over and no snapshot came in its place. One that came
   * and could not be opened is not withheld: that is its author's doing, or a key is missing.
   */
  get isWithheld(): boolean {
    const came = ({ kind, author, seq }: Unopened) =>
      kind === 'snapshot' && author !== undefined && seq > this.#passedOver;
    // Nor while there are entries without a key: what holds the rest may be among them.
    return !this.isWhole && this.locked === 0 && !this.#unopened.some(came);
  }

  /**
   * Whether the log should be read again from its start: what was passed over did not come in a
   * snapshot, or there are more keys (`keys`) than when some of it could not be read. Asked once all
   * has been read, and true once until all is well again: a relay may have gone back to an old copy,
   * and one that withholds something would do so for ever.
   */
  wantsReading(keys: number): boolean {
    const isWell = this.isWhole && (this.locked === 0 || keys <= this.#keysWhenLocked);
    const wants = !isWell && !this.#hasReadAgain;
    this.#hasReadAgain = !isWell;
    return wants;
  }

  /** Up to where a snapshot is still to come for what the relay has left out, or has come. */
  get passedOver(): number {
    return this.#passedOver;
  }

  /** The relay says that what lies before `first` is in a snapshot that is still to come. */
  passOver(first: number): void {
    this.#passedOver = Math.max(this.#passedOver, first - 1);
  }

  /** What the log can give no more and no snapshot has taken the place of. */
  get damaged(): readonly Damaged[] {
    return this.#damaged;
  }

  /**
   * The log does not hold this entry any more, so what only this entry held is no longer known to
   * be there.
   */
  damage({ seq, kind, at }: DamagedEntry): void {
    const isKnown = this.#damaged.some((each) => each.seq === seq);
    if (isKnown || seq <= this.#covers || this.#damaged.length >= damagedMax) return;
    const isSnapshot = seq === this.#snapshotSeq;
    const isHere = isSnapshot || this.#tail.some((entry) => entry.seq === seq);
    this.#damaged.push({ seq, kind, at, isHere });
    if (isSnapshot) {
      this.#base = new Contents();
      this.#snapshotPrint = '';
    }
    this.#tail = this.#tail.filter((entry) => entry.seq !== seq);
    this.#recount();
  }

  /** Everything that was passed over has since come in a snapshot. */
  get isWhole(): boolean {
    return this.#passedOver <= this.#covers;
  }

  /** The log's entries up to here have been read; `at` is the last one's time. */
  advance(seq: number, hash: Bytes, at = 0): void {
    if (!this.#cursor) return;
    this.#latestAt = Math.max(this.#latestAt, at);
    this.#cursor = { log: this.#cursor.log, seq, hash };
    this.#hashes.set(seq, hash);
    if (this.#hashes.size > hashesMax) this.#hashes.delete(this.#hashes.keys().next().value!);
  }

  update(seq: number, bytes: number, contents: Contents, ownEpoch?: number, print = ''): void {
    this.#tail.push({ seq, bytes, contents, ownEpoch, print });
    this.#known.addAll(contents);
  }

  /**
   * For a log that does not decide. What this device wrote there under an older key than `epoch`'s
   * counts for nobody who has heard of the removal, unless the log that decides holds it
   * (`isSettled`). So it is no longer known, and will be sealed again.
   */
  takeBackOwn(epoch: number, isSettled: (contents: Contents) => boolean): void {
    const before = this.#tail.length;
    this.#tail = this.#tail.filter(
      ({ ownEpoch, contents }) =>
        ownEpoch === undefined || ownEpoch >= epoch || isSettled(contents),
    );
    if (this.#tail.length < before) this.#recount();
  }

  /** A snapshot takes the place of all it covers, with what it really holds and nothing more. */
  snapshot(
    seq: number,
    covers: number,
    bytes: number,
    contents: Contents,
    epoch: number,
    print = '',
  ): Replaced {
    const before = this.#known;
    const prints = this.#tail.filter((entry) => entry.seq <= covers).map((entry) => entry.print);
    if (this.#snapshotPrint) prints.push(this.#snapshotPrint);
    this.#snapshotEpoch = epoch;
    this.#snapshotSeq = seq;
    this.#snapshotPrint = print;
    this.#base = contents;
    this.#covers = covers;
    this.#snapshotBytes = bytes;
    this.#tail = this.#tail.filter((entry) => entry.seq > covers);
    this.#unopened = this.#unopened.filter((each) => each.seq > covers);
    this.#damaged = this.#damaged.filter((each) => each.seq > covers);
    this.#recount();
    return { prints, lost: before.changesWithout(this.#known) };
  }

  /** What would be known to be there, had a snapshot that holds this taken the place of all it covers. */
  knownWith(covers: number, contents: Contents): Contents {
    const known = new Contents();
    known.addAll(contents);
    for (const entry of this.#tail) if (entry.seq > covers) known.addAll(entry.contents);
    return known;
  }

  /** The running hash this device computed at a position, if it still remembers. */
  hashAt(seq: number): Bytes | undefined {
    return this.#hashes.get(seq);
  }

  toStored(): StoredKnowledge | undefined {
    if (!this.#cursor) return undefined;
    return {
      form: storedForm,
      ...this.#cursor,
      covers: this.#covers,
      snapshotEpoch: this.#snapshotEpoch,
      passedOver: this.#passedOver,
      waiting: this.#storedWaiting,
      unopened: this.#unopened,
      snapshotBytes: this.#snapshotBytes,
      snapshotSeq: this.#snapshotSeq,
      snapshotPrint: this.#snapshotPrint,
      latestAt: this.#latestAt,
      gone: [...this.#gone],
      damaged: this.#damaged,
      base: this.#base.toStored(),
      statements: [...this.statements],
      tail: this.#tail.map((entry) => ({ ...entry, contents: entry.contents.toStored() })),
    };
  }

  /**
   * Takes up what was stored, unless it is of another form or speaks of changes that the document on
   * this device does not have: then the log is read again from its start.
   */
  restore(stored: StoredKnowledge, document: Contents): void {
    if (stored.form !== storedForm) return;
    const base = Contents.fromStored(stored.base);
    const tail = stored.tail.map((entry) => ({
      ...entry,
      contents: Contents.fromStored(entry.contents),
    }));
    const known = new Contents();
    for (const contents of [base, ...tail.map((entry) => entry.contents)]) known.addAll(contents);
    if (known.changesWithout(document) > 0) return;
    for (const device of stored.gone) this.#gone.add(device);
    this.#cursor = { log: stored.log as Bytes, seq: stored.seq, hash: stored.hash as Bytes };
    for (const statement of stored.statements) this.statements.add(statement);
    this.#base = base;
    this.#tail = tail;
    this.#covers = stored.covers;
    this.#snapshotEpoch = stored.snapshotEpoch;
    this.#passedOver = stored.passedOver;
    this.#asleep = [...stored.waiting];
    this.#unopened = [...stored.unopened];
    this.#snapshotBytes = stored.snapshotBytes;
    this.#snapshotSeq = stored.snapshotSeq;
    this.#snapshotPrint = stored.snapshotPrint;
    this.#latestAt = stored.latestAt;
    this.#damaged = [...stored.damaged];
    this.#known = known;
  }

  #recount(): void {
    this.#known = this.knownWith(0, this.#base);
  }
}
