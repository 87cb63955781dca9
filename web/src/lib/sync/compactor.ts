/**
 * Decides when a keeper's device writes a snapshot of the whole book, so that the log stays short.
 * Never while anything is pending, unpublished or unreadable here: a snapshot must hold all that it
 * claims to cover.
 */
import * as Y from 'yjs';
import { mayAppend } from '@wardbook/shared/access/access';
import type { BookSession } from './book-session.ts';
import type { Publisher } from './publisher.ts';

export class Compactor {
  readonly #session: BookSession;
  readonly #publisher: Publisher;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(session: BookSession, publisher: Publisher) {
    this.#session = session;
    this.#publisher = publisher;
  }

  /** Call when the log has grown. Waits a random while, in which another keeper may be quicker. */
  consider(): void {
    const rule = this.#session.compaction;
    if (!rule || this.#waiting !== undefined || !this.#isDue()) return;
    const delayMs = (this.#session.random(1)[0]! / 256) * rule.delayMsMax;
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      if (!this.#isDue()) return;
      if (this.#isSafe()) void this.#write();
      else this.consider();
    }, delayMs);
  }

  stop(): void {
    clearTimeout(this.#waiting);
  }

  #isDue(): boolean {
    const { compaction: rule, knowledge, membership, now } = this.#session;
    const role = membership.role(now);
    if (!rule || !role || !mayAppend(role, 'snapshot')) return false;
    const { entries, bytes, snapshotBytes } = knowledge.tail;
    return (
      // After a removal nobody who comes later has the old keys: they need all of it under the new.
      knowledge.snapshotEpoch < (membership.access?.epoch ?? 0) ||
      entries >= rule.tailEntriesMin ||
      bytes >= Math.max(rule.tailBytesMin, snapshotBytes * rule.tailTimesSnapshot)
    );
  }

  #isSafe(): boolean {
    const { doc, contents, knowledge } = this.#session;
    return (
      this.#publisher.isIdle &&
      knowledge.locked === 0 &&
      knowledge.isWhole &&
      doc.store.pendingStructs === null &&
      doc.store.pendingDs === null &&
      knowledge.known.changesWithout(contents) === 0
    );
  }

  async #write(): Promise<void> {
    const { doc, knowledge } = this.#session;
    const covers = knowledge.cursor?.seq;
    if (covers) await this.#publisher.addSnapshot(Y.encodeStateAsUpdate(doc), covers);
  }
}
