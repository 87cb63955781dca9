/**
 * The relay's own bounds: what it allows on top of the protocol's limits, which both sides know
 * (`shared/protocol/limits`). Nothing in the relay waits, gathers or repeats without one of these.
 */

/** Sockets in all. */
export const socketsMax = 100_000;
/** Sockets from one address whose device is in no book yet. A proxy in front makes many one address. */
export const strangersPerAddressMax = 256;
/** A device that the book does not know must be admitted by then. */
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
/** Books kept in memory after their last device has gone. */
export const idleRoomsMax = 512;
/** Superseded entries stay on disk for so long, so that an operator can go back. */
export const supersededKeptMs = 7 * 24 * 60 * 60 * 1000;
export const pruneEveryMs = 60 * 60 * 1000;
/** How often every socket's timeouts are looked at. */
export const sweepMs = 1_000;
/** A socket that does not answer its close is cut off then. */
export const closeAnswerMs = 5_000;
/** On stopping, commits have so long to end, and then sockets to take their last frames. */
export const stoppingMs = 1_000;
