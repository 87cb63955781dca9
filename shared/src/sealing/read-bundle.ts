/**
 * Taking in a file (bundle.ts): whose it is, whether they may, and what it brings. Judged by what
 * this device holds together with the file's own statements, so that a device which this one knows
 * to be removed brings nothing, whatever its file leaves out.
 */
import { applyStatement, mayAppend } from '../access/access.ts';
import { beforeLeaving } from '../access/before-leaving.ts';
import { roleAt, type Access, type Former, type Member } from '../access/state.ts';
import { readStatement, type Role, type Statement } from '../access/statement.ts';
import { toBase64Url, type Bytes } from '../base/bytes.ts';
import type { BookId, DeviceId } from '../base/ids.ts';
import { bookKeysFor, type BookKeys } from './book-keys.ts';
import { parseBundle, sealedKindOf, type Bundle, type BundleFault } from './bundle.ts';
import type { DeviceKeys } from './keys.ts';
import { open } from './open.ts';
import { uncutBytesMax } from './plain-bounds.ts';

export interface BundleReader {
  readonly device: DeviceKeys;
  /** What this device holds. Undefined where the book is to be brought back from the file alone. */
  readonly access: Access | undefined;
  /** This device's clock, ms since 1970. */
  readonly now: number;
}

export type BundleRefusal =
  | BundleFault
  | 'other-book'
  | 'removed-device'
  /** Nobody in the book, or no longer: their time in it is over. */
  | 'not-a-member'
  | 'may-not-write'
  | 'no-key'
  /** Work is handed over by a removed device; this one is in the book as far as is known here. */
  | 'not-removed'
  /** Some changes, where the whole book is needed. */
  | 'not-whole';

export interface ReadCopy {
  readonly type: 'copy';
  readonly book: BookId;
  readonly author: DeviceId;
  readonly at: number;
  /** What this device holds and the file's statements, together. */
  readonly access: Access;
  readonly keys: BookKeys;
  /** Those that this device did not hold, in order. */
  readonly statements: readonly Statement[];
  /** One Yjs update, not looked into. */
  readonly update: Bytes;
}

export interface ReadWork {
  readonly type: 'work';
  readonly author: DeviceId;
  readonly at: number;
  readonly removal: Former;
  readonly update: Bytes;
}

export type ReadBundle =
  | ReadCopy
  | ReadWork
  /** The file shows that this very device has been removed: it brings that, and nothing else. */
  | { readonly type: 'removed-here'; readonly statements: readonly Statement[] }
  | { readonly type: 'refused'; readonly reason: BundleRefusal };

export async function readBundle(file: Uint8Array, reader: BundleReader): Promise<ReadBundle> {
  const parsed = await parseBundle(file);
  if (parsed.type === 'refused') return parsed;
  const { bundle } = parsed;
  if (reader.access && reader.access.book !== bundle.book) return refused('other-book');
  return bundle.kind === 'copy' ? readCopy(bundle, reader) : readWork(bundle, reader);
}

async function readCopy(bundle: Bundle, reader: BundleReader): Promise<ReadBundle> {
  const merged = await mergedWith(bundle, reader);
  if (merged?.access.book !== bundle.book) return refused('forged');
  const { access, statements } = merged;
  const { book, author, at } = bundle;
  const refusal = refusalOf(access, author, reader);
  if (refusal) return refused(refusal);
  if (access.former.has(reader.device.id)) return { type: 'removed-here', statements };
  const keys = await bookKeysFor(access, reader.device);
  const opened = await openBlob(bundle, keys);
  if (typeof opened === 'string') return refused(opened);
  return { type: 'copy', book, author, at, access, keys, statements, update: opened };
}

async function readWork(bundle: Bundle, { device, access }: BundleReader): Promise<ReadBundle> {
  const { author, at } = bundle;
  if (!access) return refused('not-whole');
  if (bundle.statements.length > 0) return refused('forged');
  const removal = access.former.get(author);
  if (removal?.how !== 'removed')
    return refused(access.members.has(author) ? 'not-removed' : 'not-a-member');
  const role = roleWhenRemoved(access, author);
  if (!role) return refused('not-a-member');
  if (!mayAppend(role, 'update')) return refused('may-not-write');
  const opened = await openBlob(bundle, await bookKeysFor(access, device));
  if (typeof opened === 'string') return refused(opened);
  return { type: 'work', author, at, removal, update: opened };
}

/** Undefined when one of the file's statements is none. */
async function mergedWith(
  { author, statements }: Bundle,
  { access: held, now }: BundleReader,
): Promise<{ access: Access; statements: Statement[] } | undefined> {
  const known = new Set(held?.statements.map(({ bytes }) => printOf(bytes)));
  const fresh = statements.filter((bytes) => !known.has(printOf(bytes)));
  const read = await Promise.all(fresh.map(readStatement));
  let access = held;
  const added: Statement[] = [];
  for (const statement of read) {
    if (!statement) return undefined;
    // The author's own word comes first hand, as at the relay: nobody lets themselves in with a
    // date of their choice. Where nothing is held there is nobody else to ask, and it goes by dates.
    const firstHand = held && statement.author === author ? now : undefined;
    const result = applyStatement(access, statement, firstHand);
    if (result.type === 'refused') continue;
    access = result.access;
    added.push(statement);
  }
  return access && { access, statements: added };
}

/** The same statement always has the same: its signature. */
function printOf(statement: Uint8Array): string {
  return toBase64Url(statement.subarray(-64));
}

function refusalOf(
  access: Access,
  author: DeviceId,
  { access: held, now }: BundleReader,
): BundleRefusal | undefined {
  const devices = devicesNow(access, author);
  const gone = access.former.get(author);
  if (devices.length === 0)
    return gone && gone.how !== 'declined' ? 'removed-device' : 'not-a-member';
  // A book of which nothing is left is brought back from whoever still has it.
  if (!held) return undefined;
  const roles = devices.flatMap(({ device }) => roleAt(access, device, now) ?? []);
  if (roles.length === 0) return 'not-a-member';
  return roles.some((role) => mayAppend(role, 'update')) ? undefined : 'may-not-write';
}

/**
 * The members that count as the author of a file: the author, or the devices of the same person
 * where it has taken new keys. A file has no place in a log, so rights are those of the time when
 * it is taken in.
 */
function devicesNow({ members, former }: Access, author: DeviceId): Member[] {
  const gone = former.get(author);
  if (gone?.how === 'replaced')
    return [...members.values()].filter(({ person }) => person === gone.person);
  const member = members.get(author);
  return member && !member.isRecoverySheet ? [member] : [];
}

/** What a device that was removed might do until then; undefined if its time was over already. */
export function roleWhenRemoved(access: Access, device: DeviceId): Role | undefined {
  const before = beforeLeaving(access, device);
  return before && roleAt(before.access, device, before.at);
}

async function openBlob(bundle: Bundle, keys: BookKeys): Promise<Bytes | 'no-key' | 'forged'> {
  const opened = await open(bundle.book, keys, bundle.blob, uncutBytesMax);
  if (opened.type === 'refused') {
    // Its author has signed for it, so what does not open is sealed with another key of that epoch.
    const isLocked = opened.reason === 'no-key' || opened.reason === 'not-for-this-book';
    return isLocked ? 'no-key' : 'forged';
  }
  const { author, kind } = opened.heading;
  return author === bundle.author && kind === sealedKindOf(bundle.kind) ? opened.plain : 'forged';
}

function refused(reason: BundleRefusal): ReadBundle {
  return { type: 'refused', reason };
}
