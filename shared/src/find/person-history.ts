/**
 * What is known about one person, derived from the events about them. Replaced whole when a new
 * event changes it, never altered, so that it can be compared by identity.
 */
import { heads, newestFirst } from '../ledger/heads.ts';
import type { Entry } from '../ledger/ledger.ts';
import {
  isGuarded,
  type FieldEvent,
  type FieldName,
  type FieldValue,
} from '../kinds/detail/detail.ts';
import type { Outcome, AnswerEvent } from '../kinds/answer/answer.ts';
import type { NoteEvent } from '../kinds/note/note.ts';

export interface Answer {
  readonly event: AnswerEvent;
  readonly undone: boolean;
}

export interface FieldState {
  /** The newest head's. A conflicting 'do not knock' or objection counts as set: it is the safe way. */
  readonly value: FieldValue;
  /** What a change should name in `over`. Newest first. */
  readonly heads: readonly FieldEvent[];
  /** Present when the heads say different things: show each with who said it. */
  readonly conflict?: readonly FieldEvent[];
}

export type PersonEvent = AnswerEvent | FieldEvent | NoteEvent;
export type TimelineEntry = Entry<PersonEvent>;

export class PersonHistory {
  /** Newest first, undone ones among them. */
  readonly answers: readonly Answer[];
  /** The latest real conversation: spoke to the person and got a code. Undone ones do not count. */
  readonly counted: AnswerEvent | undefined;
  /** The latest attempt that stands, whatever came of it. Milliseconds since 1970. */
  readonly lastContactAt: number | undefined;
  readonly lastOutcome: Outcome | undefined;
  /** Only fields that somebody has set at some time. */
  readonly fields: ReadonlyMap<FieldName, FieldState>;
  /** Notes as they read now, newest first. Two edits of one note at the same time are both here. */
  readonly notes: readonly NoteEvent[];
  /** Whether they were spoken to or refused: 'not yet asked' is everybody else. */
  readonly asked: boolean;
  readonly #entries: readonly TimelineEntry[];

  constructor(entries: readonly TimelineEntry[]) {
    this.#entries = [...entries].sort((a, b) => newestFirst(a.event, b.event));
    const standing = this.#entries
      .filter((entry) => entry.undone === undefined)
      .map((entry) => entry.event);
    this.answers = this.#entries.flatMap(({ event, undone }) =>
      event.type === 'answer' ? [{ event, undone: undone !== undefined }] : [],
    );
    const answers = standing.filter((event) => event.type === 'answer');
    this.counted = answers.find((event) => event.outcome === 'spoke' && event.code !== undefined);
    this.lastContactAt = answers[0]?.at;
    this.lastOutcome = answers[0]?.outcome;
    this.asked = answers.some(({ outcome }) => outcome === 'spoke' || outcome === 'refused');
    this.fields = fieldStates(standing.filter((event) => event.type === 'field'));
    const notes = heads(standing.filter((event) => event.type === 'note'));
    this.notes = notes.filter((note) => note.text !== '');
  }

  /** Everything that happened, newest first, with what was taken back still in its place. */
  timeline(): readonly TimelineEntry[] {
    return this.#entries;
  }
}

function fieldStates(events: readonly FieldEvent[]): Map<FieldName, FieldState> {
  const byField = new Map<FieldName, FieldEvent[]>();
  for (const event of events) {
    const versions = byField.get(event.field);
    if (versions) versions.push(event);
    else byField.set(event.field, [event]);
  }
  const states = [...byField].map(
    ([field, versions]) => [field, fieldState(field, versions)] as const,
  );
  return new Map(states.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fieldState(field: FieldName, versions: readonly FieldEvent[]): FieldState {
  const current = heads(versions);
  const differ = current.some((head) => head.value !== current[0]?.value);
  const value =
    isGuarded(field) && current.some((head) => head.value === true) ? true : current[0]?.value;
  return { value: value ?? null, heads: current, ...(differ && { conflict: current }) };
}
