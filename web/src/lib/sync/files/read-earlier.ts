/**
 * The book as it was, out of a sealed copy: in a document of its own, beside the one that is open. It is
 * let in by whoever may read the file, and by the gate, like what a file brings.
 */
import * as Y from 'yjs';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { readBundle, type BundleRefusal } from '@wardbook/shared/sealing/read-bundle';
import type { Replica } from '../replica.ts';

export type ReadEarlier =
  | {
      readonly type: 'read';
      readonly doc: Y.Doc;
      /** By its author's clock, ms since 1970. */
      readonly at: number;
      readonly author: DeviceId;
    }
  | { readonly type: 'refused'; readonly reason: BundleRefusal | 'unusable' };

/** `now` in ms since 1970, by which the rights of the file's author are judged. */
export async function readEarlier(
  replica: Replica,
  file: Uint8Array,
  now: number,
): Promise<ReadEarlier> {
  const { device, access } = replica.membership;
  if (!access) return { type: 'refused', reason: 'not-a-member' };
  const read = await readBundle(file, { device, access, now });
  if (read.type === 'refused') return read;
  if (read.type === 'removed-here') return { type: 'refused', reason: 'unusable' };
  if (read.type === 'work') return { type: 'refused', reason: 'not-whole' };
  const doc = replica.mayTakeIn(read.update, read.access) && documentOf(read.update);
  if (!doc) return { type: 'refused', reason: 'unusable' };
  return { type: 'read', doc, at: read.at, author: read.author };
}

/** Undefined where it needs more than it holds. */
function documentOf(update: Uint8Array): Y.Doc | undefined {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, update);
    return doc.store.pendingStructs === null ? doc : undefined;
  } catch {
    return undefined;
  }
}
