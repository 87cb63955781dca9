/**
 * A book in a file: made from an open replica, looked at, and taken in. What a file brings is put
 * into the document like any change, and the relays are given it from here. Whose file is taken at
 * all is for `sealing/read-bundle` to say.
 */
import * as Y from 'yjs';
import type { Former } from '@wardbook/shared/access/state';
import type { Statement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import { writeBundle, type BundleKind } from '@wardbook/shared/sealing/bundle';
import { readBundle, type BundleRefusal } from '@wardbook/shared/sealing/read-bundle';
import type { Sealer } from '@wardbook/shared/sealing/seal';
import { Contents, contentsOfUpdate, contentsPending } from '../update/contents.ts';
import type { Replica } from '../replica.ts';
import { untilStored } from '../storage/storage.ts';

export interface FileMaker {
  readonly now: Clock;
  readonly random: RandomBytes;
}

/** How much a file holds, and how much of that is not in this book yet. */
export interface Brought {
  readonly changes: number;
  readonly fresh: number;
}

export interface CopyFound {
  readonly type: 'copy';
  readonly author: DeviceId;
  /** The author's clock, ms since 1970. */
  readonly at: number;
  readonly brought: Brought;
  /** Those that this device does not hold. */
  readonly statements: readonly Statement[];
  readonly update: Bytes;
}

export interface WorkFound {
  readonly type: 'work';
  readonly author: DeviceId;
  readonly at: number;
  readonly removal: Former;
  readonly brought: Brought;
  readonly update: Bytes;
}

export type FileFound =
  | CopyFound
  | WorkFound
  | { readonly type: 'removed-here'; readonly statements: readonly Statement[] }
  | { readonly type: 'refused'; readonly reason: BundleRefusal | 'unusable' };

/** The whole book. Undefined when it is larger than a file may be, or there is no key to seal it. */
export function copyOf(replica: Replica, maker: FileMaker): Promise<Bytes | undefined> {
  const { statements } = replica.membership;
  return fileOf(replica, maker, 'copy', statements, Y.encodeStateAsUpdate(replica.doc));
}

/** What no relay has, by a device that was removed and can share nothing any more. */
export function workOf(replica: Replica, maker: FileMaker): Promise<Bytes | undefined> {
  const known = Y.encodeStateVector(replica.known.inserted.stateVector());
  return fileOf(replica, maker, 'work', [], Y.encodeStateAsUpdate(replica.doc, known));
}

/** Changes in the document that no relay has. */
export function unsharedChanges({ contents, known }: Replica): number {
  return contents.changesWithout(known);
}

/** What is in a file, before anything is done with it. `now` in ms since 1970. */
export async function lookInto(
  replica: Replica,
  file: Uint8Array,
  now: number,
): Promise<FileFound> {
  const { device, access } = replica.membership;
  if (!access) return { type: 'refused', reason: 'not-a-member' };
  const read = await readBundle(file, { device, access, now });
  if (read.type === 'refused' || read.type === 'removed-here') return read;
  const contents = contentsOfUpdate(read.update);
  if (!contents || !replica.mayTakeIn(read.update, read.type === 'copy' ? read.access : access))
    return { type: 'refused', reason: 'unusable' };
  const changes = contents.changesWithout(new Contents());
  const fresh = contents.changesWithout(replica.contents);
  return { ...read, brought: { changes, fresh } };
}

/** False when the document could not take all of it in. */
export async function takeIn(
  replica: Replica,
  statements: readonly Statement[],
  update: Uint8Array | undefined,
): Promise<boolean> {
  await replica.addStatements(statements);
  if (!update) return true;
  if (!replica.takeIn(update, 'file')) return false;
  const held = contentsPending(replica.doc);
  held.addAll(replica.contents);
  return contentsOfUpdate(update)?.changesWithout(held) === 0;
}

async function fileOf(
  replica: Replica,
  { now, random }: FileMaker,
  kind: BundleKind,
  statements: readonly Uint8Array[],
  update: Uint8Array,
): Promise<Bytes | undefined> {
  // A file goes where others read it, like what is published.
  await untilStored(replica.storage);
  const { keys, device } = replica.membership;
  const newest = Math.max(...keys.keys());
  const key = keys.get(newest);
  if (!key) return undefined;
  const sealer: Sealer = { book: replica.book, device, key, random };
  return writeBundle(sealer, kind, now(), statements, update);
}
