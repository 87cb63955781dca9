/**
 * Where the person's data is, in words: never more than is known. "On this device" only when
 * IndexedDB has it, "shared" only on the relay's receipts.
 */
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { ReplicaStatus } from '../sync/replica-status.ts';
import type { StorageFailure } from '../sync/storage/storage.ts';
import { stopped } from './stopped-words.ts';
import { numberText } from '#lib/words/numbers.ts';

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
  const { storage, waiting, stoppedBy, lastClose, connection, health } = status;
  if (storage.type === 'failing') return notSaving(storage.reason, status);
  if (storage.type === 'saving') return saving;
  if (stoppedBy) return notSharing(stoppedBy, status);
  if (connection === 'waiting') return toBeLetIn;
  if (health.publishRefused && waiting > 0) return notTaken(status);
  const disputing = namesOf(health.disputedBy);
  if (health.withheld || health.removalKept || disputing.length > 1) return shownDifferently;
  if (disputing.length === 1) return saidToDiffer(disputing[0]!);
  if (status.missing.length > 0) return damagedThere(status.missing.length);
  if (connection === 'offline' && lastClose === 'too-many-books')
    return { ...notSharing(lastClose, status), tone: 'waiting' };
  const own = waiting > 0 ? notYetShared(waiting, connection) : allOfIt(status);
  const ofOthers = withUnopened(withShortened(own, status, namesOf), status, namesOf);
  return withClock(ofOthers, status);
}

function allOfIt(status: ReplicaStatus): DataStatus {
  return status.connection === 'live' ? shared : onThisDevice(status);
}

const clockDifferenceMsMax = 2 * 60 * 1000;

/** Said only while the relay is there: either clock may have been set right since. */
function withClock(own: DataStatus, { relayAheadMs, connection }: ReplicaStatus): DataStatus {
  const isHeard = connection === 'live' || connection === 'reading';
  if (!isHeard || Math.abs(relayAheadMs) <= clockDifferenceMsMax) return own;
  const isAhead = relayAheadMs < 0;
  const difference = differenceText(Math.abs(relayAheadMs));
  return {
    tone: own.tone === 'shared' ? 'waiting' : own.tone,
    short: `${own.short}${jointTo(own)}this device’s clock is ${difference} ${isAhead ? 'ahead' : 'behind'}`,
    brief: 'Clocks differ',
    safe: `${own.safe} This device’s clock is ${difference} ${isAhead ? 'ahead of' : 'behind'} the relay’s, so what you record here may get the wrong time. Roles and links end by the relay’s clock.`,
    next: `${own.next ? `${own.next} ` : ''}Set this device’s date and time to automatic in its settings. If they are right, tell whoever looks after your relay.`,
  };
}

/** Between what has been said and one more thing that is not well. */
function jointTo({ short }: DataStatus): string {
  return short.includes(', but ') ? ', and ' : ', but ';
}

/** '3 minutes', '5 hours', '12 days', '4 years': the larger the less it matters how much exactly. */
function differenceText(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 120) return `${Math.round(minutes)} minutes`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} hours`;
  const days = minutes / 1_440;
  return days < 730 ? `${Math.round(days)} days` : `${Math.round(days / 365.25)} years`;
}

/** How it stands with this person's own changes, and that others' cannot all be opened. */
function withUnopened(own: DataStatus, { unopened }: ReplicaStatus, namesOf: NamesOf): DataStatus {
  if (unopened.length === 0) return own;
  const names = namesOf(unopened.flatMap(({ author }) => author ?? []));
  const by = names.length === 0 ? '' : ` by ${listText(names)}`;
  const which = `${changesText(unopened.length)}${by}`;
  const whom = names.length === 0 ? 'your colleagues' : listText(names);
  return {
    tone: own.tone === 'shared' ? 'waiting' : own.tone,
    short: `${own.short}${jointTo(own)}${which} cannot be opened here`,
    brief: 'Not all opened',
    safe: `${own.safe} ${which} came from the relay and could not be opened here.`,
    next: unopened.some(({ isLocked }) => isLocked)
      ? 'This device lacks a key. Ask a keeper of this book for a new invite link.'
      : `They are damaged, or from somebody without the right to make them. Ask ${whom} what is missing here. Everything else is here.`,
  };
}

/** Somebody's device wrote the book anew without all that was in it. It may not have had all of it. */
function withShortened(own: DataStatus, { health }: ReplicaStatus, namesOf: NamesOf): DataStatus {
  const { shortenedBy } = health;
  if (shortenedBy.size === 0) return own;
  const names = namesOf(shortenedBy.keys());
  const count = [...shortenedBy.values()].reduce((sum, each) => sum + each, 0);
  const what = changesText(count);
  const [are, them] = count === 1 ? ['It is', 'it'] : ['They are all', 'them'];
  const who = listText(names.map((name) => `${name}’s device`));
  return {
    tone: own.tone === 'shared' ? 'waiting' : own.tone,
    short: `${own.short}, but ${who} left out ${what}`,
    brief: 'Some left out',
    safe: `${own.safe} ${who} wrote the book anew for the relay and left out ${what} that this device had read. ${are} here, and this device puts ${them} back by itself.`,
    next: `${own.next ? `${own.next} ` : ''}Ask ${listText(names)} whether something is missing there. If it happens again, a keeper should look at that device.`,
  };
}

const namedMax = 2;

/** 'Ann', 'Ann and Ben', 'Ann, Ben and 3 others'. */
function listText(names: readonly string[]): string {
  const rest = names.length - namedMax;
  if (rest > 0)
    return `${names.slice(0, namedMax).join(', ')} and ${rest} ${rest === 1 ? 'other' : 'others'}`;
  return names.join(' and ');
}

/** '1 change', '1,200 changes'. */
export function changesText(count: number): string {
  return count === 1 ? '1 change' : `${numberText(count)} changes`;
}

const saving: DataStatus = {
  tone: 'waiting',
  short: 'Saving on this device',
  brief: 'Saving',
  safe: 'Your last change is being written to this device.',
  next: undefined,
};

const shared: DataStatus = {
  tone: 'shared',
  short: 'Shared',
  brief: 'Shared',
  safe: 'All changes are saved on this device, and the relay has received all of them.',
  next: undefined,
};

/** Nothing of the book is here yet, so there is nothing of it to be shared. */
const toBeLetIn: DataStatus = {
  tone: 'waiting',
  short: 'Waiting to be let in',
  brief: 'Waiting',
  safe: 'A keeper of this book has still to let this device in. Nothing of the book is here yet.',
  next: 'Read your code to whoever invited you. You can close Wardbook meanwhile: it asks again whenever it is open and online.',
};

function onThisDevice({ connection, sharedAt }: ReplicaStatus): DataStatus {
  const isOffline = connection === 'offline';
  return {
    tone: 'here',
    short: isOffline ? 'Offline, saved on this device' : 'On this device',
    brief: isOffline ? 'Offline' : 'On device',
    safe: sharedAt
      ? `Everything you have entered is saved on this device and was shared${isOffline ? ' before the connection ended' : ''}.`
      : 'Everything in the book is saved on this device. There is no connection now, so new changes by others are not here yet.',
    next: 'Carry on as usual. Wardbook connects again by itself while it is open.',
  };
}

function notYetShared(waiting: number, connection: ReplicaStatus['connection']): DataStatus {
  return {
    tone: 'waiting',
    short: `${changesText(waiting)} waiting, safe on this device`,
    brief: `${numberText(waiting)} waiting`,
    safe: `${changesText(waiting)} ${waiting === 1 ? 'is' : 'are'} saved on this device and not shared yet.`,
    next: nextForWaiting(connection),
  };
}

/** No browser shares anything for a page that is closed. */
function nextForWaiting(connection: ReplicaStatus['connection']): string {
  switch (connection) {
    case 'offline':
    case 'stopped':
      return 'There is no connection. Carry on as usual: they are shared once there is one while Wardbook is open.';
    case 'connecting':
    case 'waiting':
      return 'They are sent once the relay answers. Keep Wardbook open until it says “Shared”.';
    case 'reading':
      return 'They are sent next. Keep Wardbook open until it says “Shared”.';
    case 'live':
      return 'They are being sent now. Keep Wardbook open until it says “Shared”.';
  }
}

function notSaving(reason: StorageFailure, { waiting, role }: ReplicaStatus): DataStatus {
  const elsewhere =
    waiting === 0
      ? 'The relay has received everything you have entered so far.'
      : 'Your latest changes are only in this window.';
  const problem = { tone: 'danger', brief: 'Not saving' } as const;
  switch (reason) {
    case 'full':
      return {
        ...problem,
        short: 'Not saving: this device is full',
        safe: `This device cannot save: its storage is full. ${elsewhere}`,
        next: 'Keep this window open and free some space on this device: remove photos, videos or apps you do not need. Wardbook tries again every few seconds.',
      };
    case 'closed':
      return {
        ...problem,
        short: 'Not saving: storage was closed',
        safe: `The browser has closed this book’s storage. ${elsewhere}`,
        next: 'Keep this window open. Wardbook opens it again every few seconds.',
      };
    case 'cleared':
      return {
        ...problem,
        short: 'Not saving: storage was cleared',
        safe: `What this browser had stored was cleared, and this book with it. The book is only in this window here. ${elsewhere}`,
        next: `Keep this window open until you have added another device of yours${role === 'keeper' ? ' or made a recovery sheet' : ''}, under More, or know that a colleague has everything. When the window is closed the book is gone from this browser, and a link${role === 'keeper' ? ' or the sheet' : ''} brings it back.`,
      };
    case 'broken':
      return {
        ...problem,
        short: 'Not saving on this device',
        safe: `This device could not save your last change. ${elsewhere}`,
        next: 'Keep this window open. Wardbook tries again every few seconds.',
      };
  }
}

function notTaken({ waiting, health, role }: ReplicaStatus): DataStatus {
  if (health.publishRefused === 'book-full') return noRoom(waiting, role);
  return {
    tone: 'danger',
    short: 'Some changes were not taken',
    brief: 'Not sharing',
    safe: `${changesText(waiting)} of yours ${waiting === 1 ? 'is' : 'are'} saved on this device, but the relay did not take ${waiting === 1 ? 'it' : 'them'}.`,
    next: 'Ask a keeper of this book to look at what you may do in it. Nothing is lost meanwhile.',
  };
}

function noRoom(waiting: number, role: ReplicaStatus['role']): DataStatus {
  return {
    tone: 'danger',
    short: 'Not sharing: no room at the relay',
    brief: 'Not sharing',
    safe: `${changesText(waiting)} ${waiting === 1 ? 'is' : 'are'} saved on this device, and the relay has no room for ${waiting === 1 ? 'it' : 'them'}.`,
    next:
      role === 'keeper'
        ? 'Ask whoever looks after your relay for more room, or put the book on another relay too, under More, Relays. Wardbook tries again by itself.'
        : 'Tell a keeper of this book. Nothing is lost meanwhile, and Wardbook tries again by itself.',
  };
}

const shownDifferently: DataStatus = {
  tone: 'danger',
  short: 'The relay is not telling everybody the same',
  brief: 'Relay differs',
  safe: 'Everything is saved on this device. It was shown something else than colleagues’ devices were, or not all of it.',
  next: 'Tell whoever looks after your relay. Compare your books side by side before relying on what is new.',
};

/** One alone may be lying: a device says itself what it was shown. */
function saidToDiffer(name: string): DataStatus {
  return {
    tone: 'danger',
    short: `${name}’s device says that it was shown something else`,
    brief: 'Disagreement',
    safe: 'Everything is saved on this device. Either the relay does not tell everybody the same, or that device says what is not so; nobody else’s says it.',
    next: `Compare your books side by side with ${name}, before relying on what is new. If theirs is as yours, a keeper should look at that device.`,
  };
}

/** Which they are stands on the page about the data. */
function damagedThere(count: number): DataStatus {
  const [subject, it] = count === 1 ? ['1 change is', 'it'] : [`${changesText(count)} are`, 'them'];
  return {
    tone: 'danger',
    short: `${subject} damaged at the relay`,
    brief: 'Part is missing',
    safe: `Everything you have entered is saved on this device. The relay’s disk has damaged ${changesText(count)} by the team, so this device could not get ${it}.`,
    next: `Whoever’s device has ${it} puts ${it} back by itself when it is next online. Tell whoever looks after your relay, and ask colleagues to open the book.`,
  };
}

function notSharing(reason: CloseReason, { waiting, role }: ReplicaStatus): DataStatus {
  const words = stopped[reason];
  const { short, safe = 'Everything you have entered is saved on this device.' } = words;
  const next = role === 'keeper' ? (words.keeperNext ?? words.next) : words.next;
  const unshared = waiting > 0 ? ` Not shared yet: ${changesText(waiting)}.` : '';
  return { tone: 'danger', short, brief: 'Not sharing', safe: safe + unshared, next };
}
