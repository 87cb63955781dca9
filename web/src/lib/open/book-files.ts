/**
 * The open book in files: making a copy, looking into what somebody brings, taking it in, handing
 * over what a removed device had not shared. What was done goes on record in the book, for all to read.
 */
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { bundleBytesMax } from '@wardbook/shared/sealing/bundle';
import { fileNameOf } from '../platform/save-file.ts';
import {
  copyOf,
  lookInto,
  takeIn,
  unsharedChanges,
  workOf,
  type CopyFound,
  type FileFound,
  type FileMaker,
  type WorkFound,
} from '../sync/files/copy-file.ts';
import type { Replica } from '../sync/replica.ts';
import { auditAct } from './audit-act.ts';
import * as said from '#lib/words/said/open.ts';

export type { FileFound } from '../sync/files/copy-file.ts';
export type FoundInFile = CopyFound | WorkFound;

export type TakenIn =
  /** `isSaved`: it is on this device's disk. */
  { readonly type: 'taken'; readonly isSaved: boolean } | { readonly type: 'unusable' };

/** How long a device may take to write down what a file brought. */
const saveMsMax = 30_000;

/** '<ward> 2026-11-23.wardbook', by this device's calendar. `what` says which kind, if it must. */
export function bookFileName(ward: string | undefined, at: number, what = ''): string {
  const day = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const written = [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())].join('-');
  return fileNameOf(ward ?? said.ward(), what, `${written}.wardbook`);
}

export class BookFiles {
  readonly #replica: Replica;
  readonly #maker: FileMaker;

  constructor(replica: Replica, maker: FileMaker) {
    this.#replica = replica;
    this.#maker = maker;
  }

  /**
   * The whole book as one sealed file; undefined when it is too large for one. That it was made is
   * written down first, so that the copy carries word of itself.
   */
  async copy(): Promise<Bytes | undefined> {
    await auditAct(this.#replica, 'copy-made');
    return copyOf(this.#replica, this.#maker);
  }

  /** Changes that are on this device and on no relay. */
  get unshared(): number {
    return unsharedChanges(this.#replica);
  }

  /** These, as a sealed file for a keeper. */
  work(): Promise<Bytes | undefined> {
    return workOf(this.#replica, this.#maker);
  }

  /** What somebody's file holds. Nothing is done with it yet. */
  async lookInto(file: Blob): Promise<FileFound> {
    if (file.size > bundleBytesMax) return { type: 'refused', reason: 'too-large' };
    return lookInto(
      this.#replica,
      new Uint8Array(await file.arrayBuffer()),
      this.#replica.relayNow(),
    );
  }

  /** Work of a removed device is for keepers to take in, after they have looked at it. */
  async takeIn(found: FoundInFile): Promise<TakenIn> {
    const { role } = this.#replica.status;
    assert(found.type === 'copy' || role === 'keeper', 'only keepers take in such work');
    const statements = found.type === 'copy' ? found.statements : [];
    if (!(await takeIn(this.#replica, statements, found.update))) return { type: 'unusable' };
    if (found.type === 'work' && found.brought.fresh > 0)
      await auditAct(this.#replica, 'work-taken-in', found.author);
    await this.#replica.until(({ storage }) => storage.type !== 'saving', saveMsMax);
    return { type: 'taken', isSaved: this.#replica.status.storage.type === 'saved' };
  }

  /** The file says that this device was removed: from now on it knows. */
  async learnOfRemoval(found: FileFound & { type: 'removed-here' }): Promise<void> {
    await takeIn(this.#replica, found.statements, undefined);
  }
}
