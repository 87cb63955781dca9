/**
 * Gives a log that has lost entries those very entries again: as they were sealed, by whoever
 * signed them, in their old order, with the statements that stood between them. What the relay does
 * not take is published like anything else that is missing.
 *
 * One piece is sent at a time, and the relay takes it only if the log ends where this device has
 * read it to. So two devices that do this at once put nothing there twice.
 */
import type { Entry } from '@wardbook/shared/protocol/entry';
import type { AppendRefusal, ClientFrame } from '@wardbook/shared/protocol/frames';
import { pageBytes, pageEntriesMax } from '@wardbook/shared/protocol/limits';
import { open } from '@wardbook/shared/sealing/open';
import { uncutBytesMax } from '@wardbook/shared/sealing/plain-bounds';
import { statementsMissingIn, type BookSession } from '../book-session.ts';
import { contentsOfUpdate, type Contents } from '../update/contents.ts';
import { fingerprint } from './membership.ts';
import { inOldOrder } from './old-order.ts';
import type { SealedEntry } from './sealed-tail.ts';

/** The `ref` of what is put back. Appends have other numbers. */
export const putBackRef = 0;
/** How often a piece is cut anew in one connection because others have written meanwhile. */
const triesMax = 200;

interface Candidate {
  readonly entry: SealedEntry;
  readonly print: string;
  readonly contents: Contents;
}

export class PutBack {
  readonly #session: BookSession;
  readonly #send: (frame: ClientFrame) => void;
  /** What comes once there is nothing more to put back. */
  #done: () => void = () => {};
  #state: 'idle' | 'cutting' | 'sent' | 'behind' | 'refused' = 'idle';
  #candidates: readonly Candidate[] = [];
  /** Fingerprints of what the relay has been given. What it did not take, it leaves out again. */
  readonly #given = new Set<string>();
  #piece: readonly Entry[] = [];
  #sentAfter = 0;
  #tries = 0;

  constructor(session: BookSession, send: (frame: ClientFrame) => void) {
    this.#session = session;
    this.#send = send;
  }

  get isBusy(): boolean {
    return this.#state !== 'idle' && this.#state !== 'refused';
  }

  /**
   * Call when the log has been read to its end. `done` is called when there is nothing more to put
   * back, and not at all while that is under way already.
   */
  begin(done: () => void = () => {}): void {
    if (this.isBusy) return;
    this.tidy();
    if (this.#state === 'refused' || !this.#isWanted()) return done();
    this.#done = done;
    this.#tries = 0;
    void this.#cut();
  }

  /** More of the log has been read. */
  readOn(): void {
    if (this.#state === 'behind') void this.#next();
  }

  /** The relay's answer to the last that was sent with `putBackRef`. */
  answered(refusal: AppendRefusal | undefined): void {
    if (this.#state !== 'sent') return;
    if (refusal === undefined) void this.#next();
    else if (refusal !== 'log-moved-on') this.#end('refused');
    else this.#cutAnew();
  }

  #cutAnew(): void {
    for (const { blob } of this.#piece) this.#given.delete(fingerprint(blob));
    if (this.#session.knowledge.cursor?.seq !== this.#sentAfter) void this.#next();
    else this.#state = 'behind';
  }

  /** Drops what the log that decides holds in another entry. */
  tidy(): void {
    const { knowledge, sealedTail, decides } = this.#session;
    if (decides() && !this.#isMissingAny()) sealedTail.drop(sealedTail.without(knowledge.entries));
  }

  /** Whether something is missing in the log that may be among the sealed entries kept here. */
  #isWanted(): boolean {
    const { knowledge, sealedTail } = this.#session;
    const lacking = sealedTail.without(knowledge.entries);
    return this.#isMissingAny() && lacking.some((print) => !this.#given.has(print));
  }

  #isMissingAny(): boolean {
    const { contents, knowledge } = this.#session;
    return contents.changesWithout(knowledge.known) > 0;
  }

  async #cut(): Promise<void> {
    this.#state = 'cutting';
    const { book, membership, storage } = this.#session;
    const candidates: Candidate[] = [];
    for (const entry of await storage.readTail()) {
      // They have been judged where they stood, and are judged again where they come to stand.
      const opened = await open(book, membership.keys, entry.blob, uncutBytesMax);
      if (opened.type === 'refused' || opened.heading.kind !== entry.kind) continue;
      const contents = contentsOfUpdate(opened.plain);
      if (contents) candidates.push({ entry, print: fingerprint(entry.blob), contents });
    }
    this.#candidates = candidates;
    await this.#next();
  }

  async #next(): Promise<void> {
    this.#state = 'cutting';
    const { knowledge, membership } = this.#session;
    const { cursor, known, entries } = knowledge;
    const outside = this.#candidates.filter(({ print }) => !entries.has(print));
    const isMissing = ({ contents }: Candidate) => contents.changesWithout(known) > 0;
    const lacking = outside.filter((each) => isMissing(each) && !this.#given.has(each.print));
    // The log has what these hold from somebody else, or in a snapshot.
    const held = outside.filter((each) => !isMissing(each));
    if (this.#session.decides()) this.#session.sealedTail.drop(held.map(({ print }) => print));
    if (!cursor || lacking.length === 0 || ++this.#tries > triesMax) return this.#end('idle');
    const statements = await Promise.all(
      statementsMissingIn(this.#session).map(async (bytes) => membership.read(bytes)),
    );
    const ordered = inOldOrder(
      membership.statements.map(fingerprint),
      statements.filter((statement) => statement !== undefined),
      lacking.map(({ entry }) => entry),
    );
    const piece = firstPiece(ordered.filter(({ blob }) => !this.#given.has(fingerprint(blob))));
    for (const { blob } of piece) this.#given.add(fingerprint(blob));
    this.#piece = piece;
    this.#sentAfter = cursor.seq;
    this.#state = 'sent';
    this.#send({ type: 'restore', ref: putBackRef, after: cursor.seq, entries: piece });
  }

  #end(state: 'idle' | 'refused'): void {
    this.#state = state;
    this.#candidates = [];
    this.#done();
  }
}

/** As much as a page holds, one entry at least. */
function firstPiece(entries: readonly Entry[]): Entry[] {
  let bytes = 0;
  const end = entries.findIndex(({ blob }) => (bytes += blob.length) > pageBytes);
  return entries.slice(0, Math.min(end === -1 ? entries.length : Math.max(1, end), pageEntriesMax));
}
