/**
 * Where the person's data is, in words: never more than is known. "On this device" only when
 * IndexedDB has it, "shared" only on the relay's receipts.
 */
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { ReplicaStatus } from '../sync/replica-status.ts';
import type { StorageFailure } from '../sync/storage/storage.ts';
import { stopped } from './stopped-words.ts';
import { listText } from '#lib/words/numbers.ts';
import { sentences } from '#lib/words/sentences.ts';
import * as said from '#lib/words/said/open.ts';

export interface DataStatus {
  /** `shared`: received by the relay. `here`: safe on this device, with no connection now. */
  readonly tone: 'shared' | 'here' | 'waiting' | 'danger';
  /** A few words, always in view. */
  readonly short: string;
  /** The fewest, for a phone's top line. */
  readonly brief: string;
  /** What it means for the data. */
  readonly safe: string;
  /** What to do, if anything. */
  readonly next: string | undefined;
}

/** The people that devices belong to, each once, by name. */
export type NamesOf = (devices: Iterable<DeviceId>) => readonly string[];

export function dataStatus(status: ReplicaStatus, namesOf: NamesOf): DataStatus {
  const { storage } = status;
  if (storage.type === 'failing') return notSaving(storage.reason, status);
  if (storage.type === 'saving') return saving();
  const own = sharing(status, namesOf);
  const unread = someSetAside(status);
  return unread ? withAddition(own, unread, 0) : own;
}

function sharing(status: ReplicaStatus, namesOf: NamesOf): DataStatus {
  const { waiting, stoppedBy, lastClose, connection, health } = status;
  if (stoppedBy) return notSharing(stoppedBy, status);
  if (connection === 'waiting') return toBeLetIn();
  if (health.publishRefused && waiting > 0) return notTaken(status);
  const disputing = namesOf(health.disputedBy);
  if (health.withheld || health.removalKept || disputing.length > 1) return shownDifferently();
  if (disputing.length === 1) return saidToDiffer(disputing[0]!);
  if (status.missing.length > 0) return damagedThere(status.missing.length);
  if (connection === 'offline' && lastClose === 'too-many-books')
    return { ...notSharing(lastClose, status), tone: 'waiting' };
  const own = waiting > 0 ? notYetShared(waiting, connection) : allOfIt(status);
  const additions = [
    someLeftOut(status, namesOf),
    notAllOpened(status, namesOf),
    clocksDiffer(status),
  ];
  return additions.filter((addition) => addition !== undefined).reduce(withAddition, own);
}

/** One more thing that is not well, beside how it stands with this person's own changes. */
interface Addition {
  readonly short: (before: { own: string; joint: 'but' | 'and' }) => string;
  readonly brief: string;
  readonly safe: string;
  readonly next: string;
  /** What there was to do before matters less. */
  readonly isMain?: boolean;
}

function withAddition(own: DataStatus, addition: Addition, index: number): DataStatus {
  const { short, brief, safe, next, isMain = false } = addition;
  return {
    tone: own.tone === 'shared' ? 'waiting' : own.tone,
    short: short({ own: own.short, joint: index === 0 ? 'but' : 'and' }),
    brief,
    safe: sentences(own.safe, safe),
    next: isMain ? next : sentences(own.next, next),
  };
}

function allOfIt(status: ReplicaStatus): DataStatus {
  return status.connection === 'live' ? shared() : onThisDevice(status);
}

/** What is said besides of all that is saved and shared is not said of this. */
function someSetAside({ setAside }: ReplicaStatus): Addition | undefined {
  if (!setAside) return undefined;
  const { count, isReadAgain } = setAside;
  return {
    short: said.setAsideShort,
    brief: said.setAsideBrief(),
    safe: said.setAsideSafe({ count, isReadAgain: isReadAgain ? 'yes' : 'no' }),
    next: said.setAsideNext(),
  };
}

const clockDifferenceMsMax = 2 * 60 * 1000;

/**
 * By what the relay says only while it is there: either clock may have been set right since. Else by what
 * this device has received, which was not later than it is.
 */
function clocksDiffer(status: ReplicaStatus): Addition | undefined {
  const { relayAheadMs, behindSeenMs, connection } = status;
  const isHeard = connection === 'live' || connection === 'reading';
  if (!isHeard)
    return behindSeenMs > clockDifferenceMsMax ? clockIsBehind(behindSeenMs) : undefined;
  if (Math.abs(relayAheadMs) <= clockDifferenceMsMax) return undefined;
  const way = relayAheadMs < 0 ? 'ahead' : 'behind';
  const difference = said.difference(differenceOf(Math.abs(relayAheadMs)));
  return {
    short: (before) => said.clockShort({ ...before, difference, way }),
    brief: said.clockBrief(),
    safe: said.clockSafe({ difference, way }),
    next: said.clockNext(),
  };
}

function clockIsBehind(ms: number): Addition {
  const difference = said.difference(differenceOf(ms));
  return {
    short: (before) => said.clockShort({ ...before, difference, way: 'behind' }),
    brief: said.clockBrief(),
    safe: said.clockBehindSafe({ difference }),
    next: said.clockBehindNext(),
  };
}

/** The larger the less it matters how much exactly. */
function differenceOf(ms: number): {
  unit: 'minutes' | 'hours' | 'days' | 'years';
  count: number;
} {
  const minutes = ms / 60_000;
  if (minutes < 120) return { unit: 'minutes', count: Math.round(minutes) };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.round(minutes / 60) };
  const days = minutes / 1_440;
  return days < 730
    ? { unit: 'days', count: Math.round(days) }
    : { unit: 'years', count: Math.round(days / 365.25) };
}

/** Others' changes that cannot all be opened. */
function notAllOpened({ unopened }: ReplicaStatus, namesOf: NamesOf): Addition | undefined {
  if (unopened.length === 0) return undefined;
  const names = namesOf(unopened.flatMap(({ author }) => author ?? []));
  const whose = names.length === 0 ? 'unknown' : 'named';
  const which = { count: unopened.length, whose, names: fewText(names) } as const;
  return {
    short: (before) => said.unopenedShort({ ...before, ...which }),
    brief: said.unopenedBrief(),
    safe: said.unopenedSafe(which),
    next: unopened.some(({ isLocked }) => isLocked) ? said.lacksKey() : said.unopenedNext(which),
    isMain: true,
  };
}

/** Somebody's device wrote the book anew without all that was in it. It may not have had all of it. */
function someLeftOut({ health }: ReplicaStatus, namesOf: NamesOf): Addition | undefined {
  const { shortenedBy } = health;
  if (shortenedBy.size === 0) return undefined;
  const names = namesOf(shortenedBy.keys());
  const count = [...shortenedBy.values()].reduce((sum, each) => sum + each, 0);
  const devices = fewText(names.map((name) => said.deviceOf({ name })));
  return {
    short: (before) => said.shortenedShort({ ...before, devices, count }),
    brief: said.shortenedBrief(),
    safe: said.shortenedSafe({ devices, count }),
    next: said.shortenedNext({ names: fewText(names) }),
  };
}

const namedMax = 2;

/** 'Ann', 'Ann and Ben', 'Ann, Ben and 3 others'. */
function fewText(names: readonly string[]): string {
  const rest = names.length - namedMax;
  return rest > 0
    ? said.namesAndOthers({ names: names.slice(0, namedMax).join(', '), count: rest })
    : listText(names);
}

/** '1 change', '1,200 changes'. */
export function changesText(count: number): string {
  return said.changes({ count });
}

function saving(): DataStatus {
  return {
    tone: 'waiting',
    short: said.savingShort(),
    brief: said.savingBrief(),
    safe: said.savingSafe(),
    next: undefined,
  };
}

function shared(): DataStatus {
  return {
    tone: 'shared',
    short: said.sharedShort(),
    brief: said.sharedShort(),
    safe: said.sharedSafe(),
    next: undefined,
  };
}

/** Nothing of the book is here yet, so there is nothing of it to be shared. */
function toBeLetIn(): DataStatus {
  return {
    tone: 'waiting',
    short: said.waitingShort(),
    brief: said.waitingBrief(),
    safe: said.waitingSafe(),
    next: said.waitingNext(),
  };
}

function onThisDevice({ connection, sharedAt }: ReplicaStatus): DataStatus {
  const isOffline = connection === 'offline';
  return {
    tone: 'here',
    short: isOffline ? said.offlineShort() : said.hereShort(),
    brief: isOffline ? said.offlineBrief() : said.hereBrief(),
    safe: !sharedAt ? said.unheardSafe() : isOffline ? said.offlineSafe() : said.hereSafe(),
    next: said.hereNext(),
  };
}

function notYetShared(waiting: number, connection: ReplicaStatus['connection']): DataStatus {
  return {
    tone: 'waiting',
    short: said.unsharedShort({ count: waiting }),
    brief: said.unsharedBrief({ count: waiting }),
    safe: said.unsharedSafe({ count: waiting }),
    next: nextForWaiting(connection),
  };
}

/** No browser shares anything for a page that is closed. */
function nextForWaiting(connection: ReplicaStatus['connection']): string {
  switch (connection) {
    case 'offline':
    case 'stopped':
      return said.sharedOnceConnected();
    case 'connecting':
    case 'waiting':
      return said.sentOnceAnswered();
    case 'reading':
      return said.sentNext();
    case 'live':
      return said.sentNow();
  }
}

function notSaving(reason: StorageFailure, { waiting, role }: ReplicaStatus): DataStatus {
  const elsewhere = waiting === 0 ? said.relayHasAll() : said.onlyInWindow();
  const problem = { tone: 'danger', brief: said.notSavingBrief() } as const;
  switch (reason) {
    case 'full':
      return {
        ...problem,
        short: said.fullShort(),
        safe: sentences(said.fullSafe(), elsewhere),
        next: said.fullNext(),
      };
    case 'closed':
      return {
        ...problem,
        short: said.closedShort(),
        safe: sentences(said.closedSafe(), elsewhere),
        next: said.closedNext(),
      };
    case 'cleared':
      return {
        ...problem,
        short: said.clearedShort(),
        safe: sentences(said.clearedSafe(), elsewhere),
        next: role === 'keeper' ? said.clearedNextForKeeper() : said.clearedNext(),
      };
    case 'broken':
      return {
        ...problem,
        short: said.brokenShort(),
        safe: sentences(said.brokenSafe(), elsewhere),
        next: said.brokenNext(),
      };
  }
}

function notTaken({ waiting, health, role }: ReplicaStatus): DataStatus {
  if (health.publishRefused === 'book-full') return noSpace(waiting, role);
  return {
    tone: 'danger',
    short: said.notTakenShort(),
    brief: said.notSharing(),
    safe: said.notTakenSafe({ count: waiting }),
    next: said.notTakenNext(),
  };
}

function noSpace(waiting: number, role: ReplicaStatus['role']): DataStatus {
  return {
    tone: 'danger',
    short: said.noSpaceShort(),
    brief: said.notSharing(),
    safe: said.noSpaceSafe({ count: waiting }),
    next: role === 'keeper' ? said.noSpaceNextForKeeper() : said.noSpaceNext(),
  };
}

function shownDifferently(): DataStatus {
  return {
    tone: 'danger',
    short: said.differsShort(),
    brief: said.differsBrief(),
    safe: said.differsSafe(),
    next: said.differsNext(),
  };
}

/** One alone may be lying: a device says itself what it was shown. */
function saidToDiffer(name: string): DataStatus {
  return {
    tone: 'danger',
    short: said.disagreesShort({ name }),
    brief: said.disagreesBrief(),
    safe: said.disagreesSafe(),
    next: said.disagreesNext({ name }),
  };
}

/** Which they are stands on the page about the data. */
function damagedThere(count: number): DataStatus {
  return {
    tone: 'danger',
    short: said.damagedShort({ count }),
    brief: said.damagedBrief(),
    safe: said.damagedSafe({ count }),
    next: said.damagedNext({ count }),
  };
}

function notSharing(reason: CloseReason, { waiting, role }: ReplicaStatus): DataStatus {
  const { short, safe = said.savedHere, next, keeperNext = next } = stopped[reason];
  return {
    tone: 'danger',
    short: short(),
    brief: said.notSharing(),
    safe: sentences(safe(), waiting > 0 ? said.notSharedYet({ count: waiting }) : undefined),
    next: role === 'keeper' ? keeperNext() : next(),
  };
}
