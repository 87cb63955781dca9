/**
 * How a device learns that a relay serves a backup of its books beside them: whoever asks, with no
 * name and no signature, is told how old it is. The log itself is read at the same address by a socket.
 */

/** The path at a relay where its backup is, with or without one. */
export const backupPath = '/backup';
/** What is longer is no notice. */
export const backupNoticeBytesMax = 64;

/** A backup's address (ws or wss) from its relay's, ws(s)://…/relay. */
export function backupAddressOf(relay: string): string {
  return new URL(`.${backupPath}`, relay).href;
}

/** `at` is when the backup's last entry was committed, ms since 1970. */
export function writeBackupNotice(at: number): string {
  return JSON.stringify({ at });
}

/** The time, ms since 1970; undefined for anything that is no notice, a page of the app, say. */
export function readBackupNotice(text: string): number | undefined {
  const [, at] = /^\{"at":(0|[1-9]\d{0,15})\}$/.exec(text) ?? [];
  return at !== undefined && Number.isSafeInteger(Number(at)) ? Number(at) : undefined;
}
