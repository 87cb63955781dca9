/**
 * Decides when a keeper's device writes a snapshot of the whole book, so that the log stays short.
 * Never while anything is unpublished or unreadable here: a snapshot must hold all that it claims to
 * cover.
 */
import * as Y from 'yjs';
import type { BookSession } from '../book-session.ts';
import { emptyGround } from '../gate/ground.ts';
import { judge, type Terms } from '../gate/judge.ts';
import { upTo } from '../update/renamed.ts';
import { contentsPending } from '../update/contents.ts';
import type { Publisher } from './publisher.ts';

/** How soon a snapshot is written, or tried again, where no other device will be quicker. */
const urgentMs = 100;
/**
 * In a book that is short of space, a snapshot is due when the tail is this share of the last one.
 */
const shortTimesSnapshot = 1 / 16;

export class Compactor {
  readonly #session: BookSession;
  readonly #publisher: Publisher;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Whether the snapshot follows a removal that this device itself has made. */
  #isUrgent = false;
  #isShort = false;

  constructor(session: BookSession, publisher: Publisher) {
    this.#session = session;
    this.#publisher = publisher;
  }

  /**
   * Call when the log has grown. Waits a random time, in which another keeper may be quicker,
   * unless the snapshot follows a removal that this device itself has made.
   */
  consider(): void {
    const rule = this.#session.compaction;
    if (!rule || !this.#isDue()) return;
    const isUrgent = this.#isOwnRemoval();
    if (this.#waiting !== undefined && this.#isUrgent === isUrgent) return;
    clearTimeout(this.#waiting);
    this.#isUrgent = isUrgent;
    const delayMs = isUrgent ? urgentMs : (this.#session.random(1)[0]! / 256) * rule.delayMsMax;
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      if (!this.#isDue()) return;
      if (this.#isSafe()) void this.#write();
      else this.consider();
    }, delayMs);
  }

  /** Whether the book holds nearly all that it may: then a snapshot is due much sooner. */
  bookIsShort(isShort: boolean): void {
    this.#isShort = isShort;
    this.consider();
  }

  stop(): void {
    clearTimeout(this.#waiting);
  }

  #isDue(): boolean {
    const { compaction: rule, knowledge, membership, relayClock } = this.#session;
    if (!rule || !membership.mayAppend('snapshot', relayClock.now)) return false;
    const { entries, bytes, snapshotBytes } = knowledge.tail;
    return (
      // After a removal nobody who comes later has the old keys: they need all of it under the new.
      knowledge.snapshotEpoch < (membership.access?.epoch ?? 0) ||
      entries >= rule.tailEntriesMin ||
      bytes >= Math.max(rule.tailBytesMin, snapshotBytes * rule.tailTimesSnapshot) ||
      // What the relay's disk has damaged is served no longer once a snapshot has taken its place.
      (knowledge.damaged.length > 0 && knowledge.damaged.every(({ isHere }) => isHere)) ||
      (this.#isShort && bytes > snapshotBytes * shortTimesSnapshot)
    );
  }

  /**
   * Whoever has removed somebody writes a snapshot at once: until then newcomers cannot read the
   * book.
   */
  #isOwnRemoval(): boolean {
    const { knowledge, membership } = this.#session;
    const { access, device } = membership;
    if (!access || knowledge.snapshotEpoch >= access.epoch) return false;
    const removal = access.statements.findLast(({ body }) => body.type === 'revoke');
    return removal?.author === device.id;
  }

  /**
   * Whether a snapshot written now would hold all that it claims to cover, and nothing else. In a book
   * that has still to be taken over, changes that wait in the document for an earlier one go into it with
   * the rest, and do not hold it up: whoever had the earlier one may be gone.
   */
  #isSafe(): boolean {
    const { doc, contents, knowledge } = this.#session;
    if (!this.#publisher.isIdle || knowledge.locked > 0 || !knowledge.isWhole) return false;
    const held = contentsPending(doc);
    held.addAll(contents);
    return knowledge.known.changesWithout(held) === 0;
  }

  async #write(): Promise<void> {
    const { doc, contents, knowledge } = this.#session;
    const covers = knowledge.cursor?.seq;
    const terms = this.#terms();
    const whole = Y.encodeStateAsUpdate(doc);
    // Also by what stands behind something that could not be read here.
    const isPending = doc.store.pendingStructs !== null;
    const isAhead = isPending || contents.changesWithout(knowledge.known) > 0;
    const { inserted } = knowledge.known;
    const state = terms && isAhead ? upTo(whole, (client) => inserted.endOfFirst(client)) : whole;
    // One that nobody could open must take the place of nothing.
    const isSound = !terms || judge(state, terms, emptyGround).type === 'passed';
    if (covers && isSound) await this.#publisher.addSnapshot(state, covers);
  }

  #terms(): Terms | undefined {
    const { gate, membership, relayClock } = this.#session;
    const author = membership.device.id;
    const arrival = { kind: 'snapshot', author, at: relayClock.now() } as const;
    return membership.access && gate.termsFor(arrival, membership.access);
  }
}
