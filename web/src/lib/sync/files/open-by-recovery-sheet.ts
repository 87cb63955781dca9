/**
 * A book as a recovery sheet opens it: at the relay, or from a colleague's file when the relay has
 * it no more. Nothing is kept on this device, and nothing is written to the book but what the caller
 * signs with the sheet's keys.
 */
import * as Y from 'yjs';
import type { Statement } from '@wardbook/shared/access/statement';
import { assert } from '@wardbook/shared/base/assert';
import { equal } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import { parseBundle } from '@wardbook/shared/sealing/bundle';
import type { Signer } from '@wardbook/shared/sealing/keeper-acts';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { readBundle, type BundleRefusal } from '@wardbook/shared/sealing/read-bundle';
import { recoverySheetKeys, type RecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import type { OpenSocket } from '../book-session.ts';
import { findBooks } from './find-books.ts';
import type { Policy } from '../gate/policy.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { Replica } from '../replica.ts';

export interface RecoverySheetPorts {
  /** ws(s)://…/relay */
  readonly relay: string;
  /** What may stand in the book's document. */
  readonly policy: Policy;
  readonly openSocket?: OpenSocket;
  readonly now: Clock;
  readonly random: RandomBytes;
}

/** A book that the recovery sheet has opened, until it is closed. */
export interface BookByRecoverySheet {
  readonly type: 'open';
  readonly book: BookId;
  /** For acts that the recovery sheet signs. */
  readonly signer: Signer;
  readonly statements: readonly Statement[];
  /** The whole document, as one Yjs update (version 1). */
  readonly update: Uint8Array;
  /**
   * Puts the sheet's act before the relay that decides, and waits until its log shows it. True as
   * well where that relay is out of reach: then whoever brings the statement later has it judged.
   */
  readonly propose: (statement: Statement) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export type RecoverySheetFailure =
  | 'no-answer'
  /** The relay has no book whose id begins as the sheet says. */
  | 'no-such-book'
  /** There is such a book, and this sheet is none of its keepers. */
  | 'recovery-sheet-unknown'
  | 'recovery-sheet-cancelled'
  /** The file was made before the sheet. */
  | 'older-than-recovery-sheet'
  | CloseReason
  | BundleRefusal;

export type OpenedByRecoverySheet =
  BookByRecoverySheet | { readonly type: 'failed'; readonly reason: RecoverySheetFailure };

const findMsMax = 12_000;
/** How long a relay may take to hand over a whole book. */
const readMsMax = 60_000;

export async function openAtRelay(
  recoverySheet: RecoverySheet,
  ports: RecoverySheetPorts,
): Promise<OpenedByRecoverySheet> {
  const { relay, openSocket = (url: string) => new WebSocket(url) } = ports;
  const found = await findBooks(openSocket, relay, recoverySheet.bookStart, findMsMax);
  if (found.type === 'failed') return found;
  const keys = await recoverySheetKeys(recoverySheet);
  let reason: RecoverySheetFailure = 'no-such-book';
  // Seldom more than one: ids are random, and the sheet knows four bytes of its book's.
  for (const book of found.books) {
    const opened = await openOne(book, keys, { ...ports, openSocket });
    if (opened.type === 'open') return opened;
    ({ reason } = opened);
  }
  return { type: 'failed', reason };
}

export async function openFromFile(
  recoverySheet: RecoverySheet,
  file: Uint8Array,
  { now, random }: RecoverySheetPorts,
): Promise<OpenedByRecoverySheet> {
  const parsed = await parseBundle(file);
  if (parsed.type === 'refused') return { type: 'failed', reason: parsed.reason };
  const start = idToBytes(parsed.bundle.book).subarray(0, recoverySheet.bookStart.length);
  if (!equal(start, recoverySheet.bookStart)) return { type: 'failed', reason: 'other-book' };
  const device = await recoverySheetKeys(recoverySheet);
  const read = await readBundle(file, { device, access: undefined, now: now() });
  switch (read.type) {
    case 'copy': {
      const { book, access, keys, update } = read;
      return {
        type: 'open',
        book,
        signer: { access, keys, device, now, random },
        statements: access.statements,
        update,
        propose: async () => true,
        close: async () => {},
      };
    }
    case 'work':
      return { type: 'failed', reason: 'not-whole' };
    case 'removed-here':
      return { type: 'failed', reason: 'recovery-sheet-cancelled' };
    case 'refused': {
      const { reason } = read;
      return { type: 'failed', reason: reason === 'no-key' ? 'older-than-recovery-sheet' : reason };
    }
  }
}

async function openOne(
  book: BookId,
  device: DeviceKeys,
  { relay, policy, openSocket, now, random }: RecoverySheetPorts,
): Promise<OpenedByRecoverySheet> {
  const opened = await Replica.open({
    book,
    device,
    storage: createMemoryStorage(),
    policy,
    relay,
    openSocket,
    // A sheet lets in and does nothing else, and nobody is to see it come.
    compaction: 'never',
    crossTab: false,
    now,
    random,
  });
  assert(opened.type === 'open', 'memory can always be read');
  const { replica } = opened;
  replica.awareness.setLocalState(null);
  replica.connect();
  await replica.until(
    ({ connection }) => connection === 'live' || connection === 'stopped',
    readMsMax,
  );
  const { connection, stoppedBy, lastClose } = replica.status;
  const { access, keys } = replica.membership;
  if (connection !== 'live' || !access?.members.has(device.id)) {
    await replica.close();
    return { type: 'failed', reason: failureOf(stoppedBy ?? lastClose) };
  }
  return {
    type: 'open',
    book,
    signer: { access, keys, device, now, random },
    statements: access.statements,
    update: Y.encodeStateAsUpdate(replica.doc),
    propose: async (statement) => !replica.mayDecide || replica.propose(statement),
    close: () => replica.close(),
  };
}

function failureOf(reason: CloseReason | undefined): RecoverySheetFailure {
  switch (reason) {
    case undefined:
      return 'no-answer';
    case 'book-unknown':
      return 'recovery-sheet-unknown';
    // Whoever brings no invite is shown statements only as the proof that they were removed.
    case 'not-admitted':
    case 'removed':
      return 'recovery-sheet-cancelled';
    default:
      return reason;
  }
}
