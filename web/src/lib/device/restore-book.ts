/**
 * A book comes back by a recovery sheet: from the relay, or from a colleague's file. It is written
 * down under new keys of this device's own, which the recovery sheet lets in; only then is it put on the
 * shelf. Whatever breaks off before that has lost nothing and is simply done again.
 */
import * as Y from 'yjs';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { wardPolicy } from '@wardbook/shared/books/ward';
import type { Statement } from '@wardbook/shared/access/statement';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { letIn } from '@wardbook/shared/sealing/keeper-acts';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import type { RecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import { guessDeviceName } from './device-name.ts';
import { claimIfFree } from '../platform/claim.ts';
import { IndexedDbStorage } from '../sync/storage/indexeddb-storage.ts';
import { relayUrl } from '../sync/files/invite-link.ts';
import {
  openAtRelay,
  openFromFile,
  type BookByRecoverySheet,
  type OpenedByRecoverySheet,
  type RecoverySheetFailure,
} from '../sync/files/open-by-recovery-sheet.ts';
import { writtenBy, type Written } from '../sync/storage/read-back.ts';
import { Replica } from '../sync/replica.ts';
import { parseRecoverySheetFragment } from '../sync/files/recovery-sheet-link.ts';
import { shelveNew, type SaveFailure } from './begin-book.ts';
import { newProvenKeys } from './proven-keys.ts';
import { authorOn } from '../open/author.ts';
import { bookOf } from '../open/book-of.ts';
import { signIn } from '../open/people.ts';
import { bookOnDevice, unreadableOnDevice } from './shelf.ts';

/** Looking for the book and reading it, writing it down here, being let in. */
export type RestoreStep = 'opening' | 'saving' | 'letting-in';

export type RestoreFailure =
  | RecoverySheetFailure
  | SaveFailure
  /** There is such a book, and nothing is in it yet. */
  | 'nothing-in-it'
  /** The relay did not say that it let this device in. */
  | 'not-let-in';

export type Restored =
  | { readonly type: 'restored'; readonly book: BookId }
  /** It was here all the time. */
  | { readonly type: 'here'; readonly book: BookId }
  | { readonly type: 'failed'; readonly reason: RestoreFailure };

export interface Restoring {
  readonly recoverySheet: RecoverySheet;
  /** The person's own name. */
  readonly name: string;
  /** A colleague's copy, for when the relay has the book no more. */
  readonly file: Blob | undefined;
}

const saveMsMax = 30_000;

/** The recovery sheet that the code on it stands for, from what stands after the # of the address. */
export function readRecoverySheetCode(hash: string): RecoverySheet | undefined {
  return parseRecoverySheetFragment(hash);
}

export async function restoreBook(
  restoring: Restoring,
  onstep: (step: RestoreStep) => void,
): Promise<Restored> {
  onstep('opening');
  const opened = await open(restoring);
  if (opened.type === 'failed') return opened;
  try {
    if (await bookOnDevice(opened.book)) return { type: 'here', book: opened.book };
    return await settle(opened, restoring.name, onstep);
  } finally {
    await opened.close();
  }
}

/** At the relay if it has the book: it may know of a removal that no file says. */
async function open({ recoverySheet, file }: Restoring): Promise<OpenedByRecoverySheet> {
  const relay = relayUrl(location.origin);
  const ports = { relay, policy: wardPolicy, now: systemClock, random: systemRandom };
  const atRelay = await openAtRelay(recoverySheet, ports);
  if (atRelay.type === 'open' || !file || atRelay.reason === 'recovery-sheet-cancelled')
    return atRelay;
  return openFromFile(recoverySheet, new Uint8Array(await file.arrayBuffer()), ports);
}

async function settle(
  opened: BookByRecoverySheet,
  name: string,
  onstep: (step: RestoreStep) => void,
): Promise<Restored> {
  onstep('saving');
  const { book } = opened;
  const keys = await newProvenKeys();
  if (keys.type === 'failed') return keys;
  const { device } = keys;
  const grant = await letIn(opened.signer, device, 'keeper', name);
  // Its keys are lost, and what it had not shared is not: it goes on with new ones.
  const wasHere = (await unreadableOnDevice()).includes(book);
  // What an attempt that broke off has left.
  if (!wasHere) await new IndexedDbStorage(book).remove();
  const saved = await writeDown(opened, device, grant, name);
  const failure = saved.type === 'failed' ? saved.reason : await letInAndShelve(saved.start);
  if (!failure) return { type: 'restored', book };
  if (!wasHere) await new IndexedDbStorage(book).remove();
  return { type: 'failed', reason: failure };

  async function letInAndShelve(start: SavedBook): Promise<RestoreFailure | undefined> {
    onstep('letting-in');
    if (!(await opened.propose(grant))) return 'not-let-in';
    const { written, ...ward } = start;
    return shelveNew(book, device, { ...ward, name }, relayUrl(location.origin), written);
  }
}

interface SavedBook {
  readonly ward: string;
  readonly council: string;
  readonly demo: boolean;
  readonly written: Written;
}

/** The book as the new device has it, on this device's disk and closed again. */
async function writeDown(
  { book, statements, update }: BookByRecoverySheet,
  device: DeviceKeys,
  grant: Statement,
  name: string,
): Promise<{ type: 'saved'; start: SavedBook } | { type: 'failed'; reason: RestoreFailure }> {
  const storage = new IndexedDbStorage(book);
  const opened = await Replica.open({
    policy: wardPolicy,
    book,
    device,
    storage,
    relay: relayUrl(location.origin),
    statements: [...statements, grant],
    crossTab: false,
    claimName: claimIfFree,
  });
  if (opened.type === 'failed') return opened;
  const { replica } = opened;
  // Two transactions, for the reason given in begin-book.ts.
  Y.applyUpdate(replica.doc, update);
  const settings = bookSettings(bookOf(replica));
  const named = { name, deviceName: guessDeviceName() };
  if (settings) signIn(bookOf(replica), authorOn(replica), replica.membership, named);
  const isOver = await replica.until(({ storage: { type } }) => type !== 'saving', saveMsMax);
  const { storage: state } = replica.status;
  const written = writtenBy(replica, storage);
  await replica.close();
  if (!settings) return { type: 'failed', reason: 'nothing-in-it' };
  if (state.type === 'failing') return { type: 'failed', reason: state.reason };
  if (!isOver) return { type: 'failed', reason: 'broken' };
  const { ward, council, demo } = settings;
  return { type: 'saved', start: { ward, council, demo, written } };
}
