/**
 * The relay's own bounds: what it allows on top of the protocol's limits, which both sides know
 * (`shared/protocol/limits`). Nothing in the relay waits, gathers or repeats without one of these.
 */

/** Sockets in all. */
const socketsMax = 100_000;
/** Sockets from one address whose device is in no book yet. A proxy in front makes many one address. */
export const strangersPerAddressMax = 256;
/** How soon a device that the book does not know must be admitted. */
export const introductionMs = 60_000;
/** Sockets of devices that wait for a keeper, in one room and of one device. */
export const waitingPerRoomMax = 256;
export const waitingPerDeviceMax = 4;
/** A socket that has waited for a keeper so long is closed, to come back if its person still waits. */
export const waitingMs = 60 * 60 * 1000;
/** Joins by one invite, and invites that one keeper appends, which the relay takes in a minute. */
export const joinsPerInvitePerMinute = 60;
export const invitesPerKeeperPerMinute = 60;
/** A whole book's statements, put together from their parts, from a device not yet admitted. */
export const introductionBytesMax = 2 * 1024 * 1024;
/** Frames of one socket that wait while an earlier one is being checked. */
export const inboxFramesMax = 256;
/** Appended bytes of one socket that wait for their commit before the socket is read no further. */
export const inFlightBytesMax = 4 * 1024 * 1024;
/** A live reader with this much unsent goes back to reading pages from the store. */
export const liveBacklogBytes = 1024 * 1024;
/** Presence is left out for a reader with this much unsent. */
export const presenceBacklogBytes = 64 * 1024;
/** A reader that takes nothing for so long, while something waits for it, is closed. */
export const stalledMs = 45_000;
/** Presence messages of one socket: so many at once, then so many a second. The rest are dropped. */
export const presenceBurst = 40;
export const presencePerSecond = 20;
/** What one book's log may hold, superseded entries not counted. */
export const bookBytesMax = 1024 * 1024 * 1024;
/** Keepers are warned when this share of what their book may hold is used. */
export const spaceWarningShare = 0.8;
/**
 * The share of a limit that is kept in reserve: a full relay still takes snapshots and statements,
 * a full book statements.
 */
export const reserveShare = 0.05;
/**
 * What all books together may hold, in MiB, where anybody may start books and no other limit is
 * set.
 */
export const openRelayMiB = 4_096;
/** How often the store is asked how much it holds, and whether it can still write. */
export const quotaAskedMs = 10_000;
/** Connections that are no device's socket yet: in all, and from one address. */
export const doorstepMax = 4_096;
export const doorstepPerAddressMax = 256;
/**
 * How soon a request's headers must have come, and the whole request; and when an idle connection
 * ends.
 */
export const headersMs = 10_000;
export const requestMs = 15_000;
export const keepAliveMs = 5_000;
export const headerBytesMax = 8 * 1024;
export const headersMax = 64;
/** Words for making books, and lines in a list of who may, that a setting may give. */
export const permitWordsMax = 64;
export const permitWordLengthMin = 16;
export const listBytesMax = 1024 * 1024;
/** Devices' public keys kept ready for when they come back. */
export const rememberedKeysMax = 4_096;
/**
 * Damaged entries, of all books together, that a relay remembers; and how many it tries to mend at
 * a time.
 */
export const damagedMax = 10_000;
export const mendMax = 64;
/** Pages of one book that may be remembered for others who catch up. */
export const sharedPagesMax = 64;
/** Books kept in memory after their last device has gone. */
export const idleRoomsMax = 512;
/** How often a commit is tried again because another relay was quicker, and the longest pause. */
export const commitTriesMax = 50;
export const commitPauseMs = 5;
/** The shortest time from the commit of one book to the next commit of others. */
export const commitSpacingMs = 2;
/** Commits of other relays that wait to be taken into a room before its log is opened anew. */
export const followedQueueMax = 1_024;
/** What another relay committed is waited for so long before it is read from the store. */
export const followPatienceMs = 500;
/** How often a room that everybody has left is asked whether its last commit is over. */
export const busyRoomMs = 50;
/** Between tries to open a log that could not be read. */
export const reopenPauseMs = 500;
/** Superseded entries stay on disk for so long, so that an operator can go back. */
const supersededKeptMs = 7 * 24 * 60 * 60 * 1000;
export const pruneEveryMs = 60 * 60 * 1000;
/** How often every socket's timeouts are looked at. */
export const sweepMs = 1_000;
/** A socket that does not answer its close is cut off then. */
export const closeAnswerMs = 5_000;
/** A socket that has sent what no WebSocket may is cut off then, however much more it sends. */
export const brokenMs = 250;
/** On stopping: how long commits have to end, and then sockets to take their last frames. */
export const stoppingMs = 1_000;

/** Bounds that whoever runs a relay, or a test, may set otherwise. */
export interface RelayLimits {
  readonly bookBytesMax: number;
  /** All that the store holds, superseded entries too. */
  readonly relayBytesMax: number;
  readonly supersededKeptMs: number;
  readonly socketsMax: number;
  readonly socketsPerBookMax: number;
  /** Sockets of one device in its book: its tabs. */
  readonly socketsPerDeviceMax: number;
  readonly strangersPerAddressMax: number;
  /** What all devices that are in no book yet have sent. */
  readonly strangerBytesMax: number;
  readonly booksPerAddressPerHour: number;
  /** Appends of one device: so many at once, then so many a second. */
  readonly entriesBurst: number;
  readonly entriesPerSecond: number;
  readonly bytesBurst: number;
  readonly bytesPerSecond: number;
}

export const usualLimits: RelayLimits = {
  bookBytesMax,
  relayBytesMax: Infinity,
  supersededKeptMs,
  socketsMax,
  socketsPerBookMax: 5_000,
  socketsPerDeviceMax: 32,
  strangersPerAddressMax,
  strangerBytesMax: 64 * 1024 * 1024,
  booksPerAddressPerHour: 100,
  entriesBurst: 10_000,
  entriesPerSecond: 1_000,
  bytesBurst: 64 * 1024 * 1024,
  bytesPerSecond: 4 * 1024 * 1024,
};
