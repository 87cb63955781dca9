/**
 * How a kind of event is declared: once, in its own folder. A book is made of a list of kinds and knows
 * nothing else of them.
 */
import { bounds } from '../base/bounds.ts';
import { count, list, optional, or, text, type RecordField, type ValueOf } from '../base/fields.ts';
import { deviceIdForm, recordIdForm, type DeviceId, type RecordId } from '../base/ids.ts';
import type { RefusalReason } from './command.ts';
import type { EventId, Happened, Index } from './ledger.ts';

export interface Event extends Happened {
  readonly type: string;
}

export interface Kind<E extends Event> {
  readonly type: E['type'];
  /** How it is used, and how a document holds it: its type under `t`. */
  readonly record: RecordField<E>;
  /** Whom or what it is about: there are so many about one only (`bounds.eventsAboutMax`). */
  subject?(event: E): string;
  /** Whether it is written although there are as many about its subject as there may be. */
  isAlwaysTaken?(event: E): boolean;
  /** The versions of one thing that it takes the place of. */
  replaces?(event: E): readonly EventId[];
  /** The device that it is about and nothing else: no record of the ward. */
  aboutDevice?(event: E): DeviceId;
  /** Why it may not be written into this book, as the book is now. */
  refuse?(book: Reading, event: E): RefusalReason | undefined;
}

/** The events of a list of kinds, as one union. */
export type EventOf<Kinds extends readonly Kind<Event>[]> = ValueOf<Kinds[number]['record']>;

/** What is derived from the events of some kinds, and how it is begun. Its identity is its name. */
export interface Derived<E extends Event, I extends Index<E>> {
  readonly kinds: readonly Kind<E>[];
  /** `book`: for what rests on other indexes, which it asks who is another since. */
  begin(book: Reading): I;
}

/** A book, to whoever only reads it. */
export interface Reading {
  /** What is derived of it, brought up to date. */
  of<E extends Event, I extends Index<E>>(derived: Derived<E, I>): I;
}

export const recordId = <Id extends RecordId<string>>() => text<Id>(bounds.shortMax, recordIdForm);
export const deviceId = text<DeviceId>(bounds.shortMax, deviceIdForm);

/** What every event says; `by` is who recorded it, `via` who carried it from another book or a file. */
export const happened = {
  id: recordId<EventId>(),
  /** Milliseconds since 1970 on the author's clock, which may be wrong. */
  at: count(bounds.atMax),
  by: deviceId,
  via: optional(deviceId),
};

/** The events that the author saw as current and means to replace. */
export const over = or(list(recordId<EventId>(), bounds.headsMax), []);
