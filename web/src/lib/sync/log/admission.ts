/**
 * Which entries of a log come into the book. Each is judged by the gate on what the log holds at its
 * place. One that was written beside something that the log does not hold yet waits, and is judged again
 * whenever more has come; the others go on.
 */
import type { SealedHeading } from '@wardbook/shared/protocol/entry';
import type { BookSession } from '../book-session.ts';
import { GrowingGround, LogGround, emptyGround, type Ground } from '../gate/ground.ts';
import { judge, type Judgement } from '../gate/judge.ts';
import type { GateRefusal } from '../gate/refusal.ts';
import type { Id } from '../update/id.ts';
import type { Candidate, Change, Waiting } from './candidate.ts';
import { Contents, contentsOfUpdate, IdRanges } from '../update/contents.ts';

export interface Turned {
  readonly candidate: Candidate;
  readonly reason: GateRefusal;
}

/** Entries, and bytes of them opened, that may wait in one log. What comes beyond is refused. */
const waitingMax = 4_096;
const waitingBytesMax = 32 * 1024 * 1024;

export class Admission {
  readonly refused: Turned[] = [];
  readonly #session: BookSession;
  readonly #comesTooLate: (heading: SealedHeading, contents: Contents) => boolean;
  /** For a log that does not decide: what the others hold. What stands there is in the document too. */
  readonly #others: IdRanges;
  /** What the log holds so far, of what has been read. */
  #held = new Contents();
  #covers: number;
  #passedOver: number;
  #admitted: Change[] = [];
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #parts: GrowingGround;

  /**
   * `passedOver`: up to where the relay leaves out what a snapshot has. `comesTooLate`: what is left out
   * without a word.
   */
  constructor(
    session: BookSession,
    passedOver: number,
    comesTooLate: (heading: SealedHeading, contents: Contents) => boolean,
  ) {
    const { knowledge } = session;
    this.#session = session;
    this.#comesTooLate = comesTooLate;
    this.#others = session.decides() ? new IdRanges() : session.logged().inserted;
    this.#held.addAll(knowledge.known);
    this.#covers = knowledge.covers;
    this.#passedOver = Math.max(passedOver, knowledge.passedOver);
    this.#parts = this.#partsOfDocument();
    this.#waiting = [...knowledge.waiting];
    this.#countWaiting();
  }

  /** In the log's order. */
  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  /** Gives what of it comes in, with what has waited for it, in the order in which it does. */
  take(candidates: readonly Candidate[]): Change[] {
    const before = this.#admitted.length;
    for (const candidate of candidates) {
      const change = this.#judge(candidate);
      if (!change) continue;
      this.#admit(change);
      this.#retry();
    }
    return this.#admitted.slice(before);
  }

  /** All that has been taken is in the document. */
  applied(): void {
    this.#parts = this.#partsOfDocument();
  }

  #partsOfDocument(): GrowingGround {
    return new GrowingGround(new LogGround(this.#session.doc, this.#held.inserted));
  }

  get #ground(): Ground {
    const { inserted } = this.#held;
    const parts = this.#parts;
    return {
      held: (client) => Math.max(inserted.endOfFirst(client), this.#others.endOfFirst(client)),
      partOf: (id) => parts.partOf(id),
    };
  }

  /**
   * A snapshot that is refused takes the place of what it covers all the same, because the relay serves
   * that no more: with nothing in it, so that it is put back.
   */
  #judge(candidate: Candidate): Change | undefined {
    const { entry, heading, seq } = candidate;
    const isSnapshot = entry.kind === 'snapshot';
    // One that was put back speaks of another log's positions, and takes the place of nothing here.
    const isInPlace = isSnapshot && heading.covers > this.#covers && heading.covers < seq;
    const covers = isInPlace ? heading.covers : undefined;
    const judgement = this.#judgement(candidate, isSnapshot ? emptyGround : this.#ground);
    if (judgement.type === 'refused') {
      const { reason, missing } = judgement;
      if (missing && !isSnapshot && this.#wait(candidate, missing)) return undefined;
      this.refused.push({ candidate, reason });
      return covers === undefined ? undefined : { ...candidate, contents: new Contents(), covers };
    }
    const { contents } = judgement;
    if (this.#comesTooLate(heading, contents)) return undefined;
    if (candidate.terms && covers !== undefined && this.#isBeyond(contents)) {
      this.refused.push({ candidate, reason: 'beyond-log' });
      return { ...candidate, contents: contents.within(this.#held), covers };
    }
    for (const { client, clock, length, in: part } of judgement.runs)
      this.#parts.place({ client, clock }, length, part);
    return { ...candidate, contents, covers };
  }

  #judgement({ update, terms }: Candidate, ground: Ground): Judgement {
    if (terms) return judge(update, terms, ground);
    const contents = contentsOfUpdate(update);
    return contents
      ? { type: 'passed', runs: [], contents }
      : { type: 'refused', reason: 'malformed', missing: undefined };
  }

  /** Whether whoever has read all that it covers can tell that there was no such thing. */
  #isBeyond({ inserted }: Contents): boolean {
    const { knowledge, decides } = this.#session;
    const hasReadAll =
      decides() &&
      this.#passedOver <= this.#covers &&
      knowledge.damaged.length === 0 &&
      knowledge.locked === 0;
    return hasReadAll && inserted.countWithout(this.#held.inserted) > 0;
  }

  #admit(change: Change): void {
    const { covers, contents } = change;
    if (covers === undefined) this.#held.addAll(contents);
    else {
      this.#covers = covers;
      this.#waiting = this.#waiting.filter(({ candidate }) => candidate.seq > covers);
      this.#countWaiting();
      this.#held = this.#session.knowledge.knownWith(covers, contents);
      for (const each of this.#admitted) if (each.seq > covers) this.#held.addAll(each.contents);
    }
    this.#admitted.push(change);
  }

  /** Until none of those that wait finds what it needs. */
  #retry(): void {
    for (;;) {
      const ground = this.#ground;
      const at = this.#waiting.findIndex(
        ({ missing }) => missing.clock < ground.held(missing.client),
      );
      if (at < 0) return;
      const [{ candidate }] = this.#waiting.splice(at, 1) as [Waiting];
      this.#waitingBytes -= candidate.update.length;
      const change = this.#judge(candidate);
      if (change) this.#admit(change);
    }
  }

  #countWaiting(): void {
    const bytes = this.#waiting.map(({ candidate }) => candidate.update.length);
    this.#waitingBytes = bytes.reduce((sum, each) => sum + each, 0);
  }

  #wait(candidate: Candidate, missing: Id): boolean {
    const bytes = this.#waitingBytes + candidate.update.length;
    if (this.#waiting.length >= waitingMax || bytes > waitingBytesMax) return false;
    // Where it stands in the log among the others: one may find what it missed, and miss more.
    const after = this.#waiting.findLastIndex(({ candidate: { seq } }) => seq < candidate.seq);
    this.#waiting.splice(after + 1, 0, { candidate, missing });
    this.#waitingBytes = bytes;
    return true;
  }
}
