import type { Id } from '../update/id.ts';

/** Why the gate lets something not in. Each is counted, named with its author, and told to keepers. */
export const gateRefusals = [
  /** The bytes are no update. */
  'malformed',
  /** It deletes something, which no act of anybody's does. */
  'deletes',
  /** Something other than plain records: texts, types inside one another, bytes, embedded documents. */
  'not-plain',
  /** It stands before something that was there. */
  'not-appended',
  /** It is not for one of the book's lists. */
  'unknown-part',
  /** More runs or values than one update may have. */
  'too-many',
  /** A value, or all of it, is longer than it may be. */
  'too-large',
  /** Lists and records inside one another, deeper than any that an app writes. */
  'too-deep',
  /** It writes under a client id that is not its author's. */
  'not-own-client',
  /** Something of that client's is missing before it. */
  'gap',
  /** It stands beside something that the log does not hold. */
  'unknown-origin',
  /** It says that somebody else has said it. */
  'other-author',
  /** It says that it happened after it came into the log. */
  'time',
  /** A snapshot holds something that the log it stands for does not. */
  'beyond-log',
] as const;
export type GateRefusal = (typeof gateRefusals)[number];

class Refused extends Error {
  readonly reason: GateRefusal;
  readonly missing: Id | undefined;

  constructor(reason: GateRefusal, missing: Id | undefined) {
    super(reason);
    this.reason = reason;
    this.missing = missing;
  }
}

/** `missing`: what may come later, and would make it fit. */
export function refuse(reason: GateRefusal, missing?: Id): never {
  throw new Refused(reason, missing);
}

export interface Refusal {
  readonly type: 'refused';
  readonly reason: GateRefusal;
  readonly missing: Id | undefined;
}

/** What `judge` gives, or why it refuses; whatever else it throws comes of bytes that are no update. */
export function judged<T>(judge: () => T): T | Refusal {
  try {
    return judge();
  } catch (error) {
    const { reason, missing } = error instanceof Refused ? error : malformed;
    return { type: 'refused', reason, missing };
  }
}

const malformed = { reason: 'malformed', missing: undefined } as const;
