/**
 * What of the relay's log was not let into the book, for keepers: how much, of whom, why, and what to do
 * about it. Alike ones are told together.
 */
import type { EntryRefusal, Unopened } from '../sync/log/stored-knowledge.ts';
import type { DeviceId } from '@wardbook/shared/base/ids';
import * as said from '#lib/words/said/open.ts';

export interface Refused {
  /** The same for the same device and reason. */
  readonly key: string;
  readonly count: number;
  /** The last of them, by the relay's clock, ms since 1970. */
  readonly at: number;
  /** Whose device it is; undefined where no good signature says so. */
  readonly name: string | undefined;
  /** What is wrong with it. */
  readonly why: string;
  readonly next: string;
}

/** The latest first. */
export function refusedOf(
  unopened: readonly Unopened[],
  nameOf: (device: DeviceId) => string,
): Refused[] {
  const alike = Map.groupBy(unopened, ({ author, refusal }) => `${refusal} ${author ?? ''}`);
  return [...alike]
    .map(([key, all]) => {
      const { author, refusal } = all[0]!;
      const name = author && nameOf(author);
      const { why, next } = refusalWords[refusal];
      const at = Math.max(...all.map((each) => each.at));
      const nextWords = name === undefined ? said.tellRelay() : next({ name });
      return { key, count: all.length, at, name, why: why({ count: all.length }), next: nextWords };
    })
    .toSorted((a, b) => b.at - a.at);
}

/** '3 changes by Ben Reid, the last today, 14:32'. */
export function refusedByText({ count, name }: Refused, when: string): string {
  return name === undefined
    ? said.refusedByNobody({ count, when })
    : said.refusedBy({ count, name, when });
}

interface RefusalWords {
  readonly why: (of: { count: number }) => string;
  readonly next: (of: { name: string }) => string;
}

/** What no Wardbook writes. */
const askAboutDevice = (why: RefusalWords['why']): RefusalWords => ({
  why,
  next: said.askAboutDevice,
});
const askToStay = (why: RefusalWords['why']): RefusalWords => ({
  why,
  next: said.askToStayConnected,
});
const askForSmaller = (why: RefusalWords['why']): RefusalWords => ({
  why,
  next: said.askForSmaller,
});
const tellRelay = (why: RefusalWords['why']): RefusalWords => ({ why, next: said.tellRelay });

const refusalWords: Readonly<Record<EntryRefusal, RefusalWords>> = {
  malformed: tellRelay(said.refusedMalformed),
  deletes: askAboutDevice(said.refusedDeletes),
  'not-plain': askAboutDevice(said.refusedNotPlain),
  'not-appended': askAboutDevice(said.refusedNotAppended),
  'unknown-part': askAboutDevice(said.refusedUnknownPart),
  'too-many': askForSmaller(said.refusedTooMany),
  'too-large': askForSmaller(said.refusedTooLarge),
  'too-deep': askAboutDevice(said.refusedTooDeep),
  'not-own-client': askAboutDevice(said.refusedNotOwnClient),
  gap: askToStay(said.refusedGap),
  'unknown-origin': askToStay(said.refusedUnknownOrigin),
  'other-author': askAboutDevice(said.refusedOtherAuthor),
  time: { why: said.refusedTime, next: said.askToSetClock },
  'beyond-log': askAboutDevice(said.refusedBeyondLog),
  'bad-signature': tellRelay(said.refusedBadSignature),
  'no-key': { why: said.refusedNoKey, next: said.askForLink },
  'not-for-this-book': askAboutDevice(said.refusedNotForThisBook),
  'not-allowed': { why: said.refusedNotAllowed, next: said.askAboutRole },
};
