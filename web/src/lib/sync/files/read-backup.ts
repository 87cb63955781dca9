/**
 * A book as it was: its log is read from the backup that the relay which decides serves beside the live
 * one, into a document of its own, and judged there entry by entry as any log is.
 *
 * Invariants: this sends a hello and pings and nothing else, so nothing of the open book can go there;
 * the open book, its relays and what is kept on this device do not notice.
 */
import * as Y from 'yjs';
import type { Clock } from '@wardbook/shared/base/ports';
import {
  backupAddressOf,
  backupNoticeBytesMax,
  readBackupNotice,
} from '@wardbook/shared/protocol/backup-notice';
import { closeReasonOf, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import { healthy, type BookSession } from '../book-session.ts';
import { usualReconnect } from '../link/backoff.ts';
import { PresenceFilter } from '../link/presence-filter.ts';
import { RelayClock } from '../link/relay-clock.ts';
import { RelayConnection } from '../link/relay-connection.ts';
import { passDamaged } from '../log/damage.ts';
import { LogKnowledge } from '../log/log-knowledge.ts';
import { readPage, type Page } from '../log/log-reader.ts';
import { Membership } from '../log/membership.ts';
import { SealedTail } from '../log/sealed-tail.ts';
import type { Replica } from '../replica.ts';
import { SteadyDoc } from '../steady.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { followContents } from '../update/contents.ts';

export type BackupRead =
  | {
      readonly type: 'read';
      /** Its own, and the caller's to destroy. It is connected to nothing. */
      readonly doc: Y.Doc;
      /** When the backup was last written to, by whatever book, ms since 1970. */
      readonly at: number;
      /** Entries that the backup's disk has damaged, and that are not in the document. */
      readonly missing: number;
    }
  /** The relay serves no backup. */
  | { readonly type: 'none' }
  | { readonly type: 'refused'; readonly reason: BackupRefusal };

export type BackupRefusal =
  /** The relay could not be reached, or did not give everything in time. */
  | 'no-answer'
  /** There is more in it than is read here. */
  | 'too-big'
  /** It lacks what the rest stands on, or this device has no key for a part of it. */
  | 'not-whole'
  /** The relay's own word: `removed`, `not-admitted` (came later), `book-unknown`, `book-deleted` … */
  | CloseReason;

export interface BackupBounds {
  /** For all of it, from the first byte of the log on. */
  readonly msMax: number;
  /** Of the entries, as they are sealed. */
  readonly bytesMax: number;
}

const usualBounds: BackupBounds = { msMax: 120_000, bytesMax: 256 * 1024 * 1024 };
const askMsMax = 12_000;
/** Keys that come late in a log open what stands early: then it is read again from its start. */
const timesMax = 3;

/** Never rejects. `now` is this device's clock. */
export async function readBackup(
  replica: Replica,
  now: Clock,
  bounds = usualBounds,
): Promise<BackupRead> {
  const address = addressFor(replica);
  const at = await askForBackup(address);
  if (at === 'none') return { type: 'none' };
  if (at === 'no-answer') return { type: 'refused', reason: at };
  const doc = new SteadyDoc();
  const followed = followContents(doc);
  const session = sessionAside(replica, { address, doc, contents: followed.contents, now });
  const refusal = await readWhole(session, bounds);
  followed.stop();
  if (!refusal) return { type: 'read', doc, at, missing: session.knowledge.damaged.length };
  doc.destroy();
  return { type: 'refused', reason: refusal };
}

/** When the backup that the relay serves was last written to; undefined where it serves none, or is away. */
export async function backupAt(replica: Replica): Promise<number | undefined> {
  const at = await askForBackup(addressFor(replica));
  return typeof at === 'number' ? at : undefined;
}

/** At the relay that decides. */
function addressFor(replica: Replica): string {
  return backupAddressOf(replica.status.relays[0]!.relay);
}

async function askForBackup(address: string): Promise<number | 'none' | 'no-answer'> {
  try {
    const response = await fetch(address.replace(/^ws/, 'http'), {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(askMsMax),
    });
    if (response.status >= 500) return 'no-answer';
    const text = response.ok ? await beginningOf(response) : '';
    // A relay of before answers with a page of the app.
    return readBackupNotice(text.trimEnd()) ?? 'none';
  } catch {
    return 'no-answer';
  }
}

/** No more is read than a notice may hold. */
async function beginningOf({ body }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes <= backupNoticeBytesMax;) {
    const { value, done } = await reader.read();
    if (done) return text;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return '';
}

interface Aside extends Pick<BookSession, 'contents' | 'now'> {
  /** ws(s)://…/backup */
  readonly address: string;
  readonly doc: Y.Doc;
}

/** What the log is read by: the book's own rules and this device's keys, and all else for itself. */
function sessionAside(replica: Replica, { address, doc, contents, now }: Aside): BookSession {
  const { book, membership, reading } = replica;
  const { gate, openSocket, random } = reading;
  const { device } = membership;
  const knowledge = new LogKnowledge();
  const nothing = () => {};
  return {
    book,
    relay: address,
    // Its order of statements is the one that counts in it.
    decides: () => true,
    isSettled: () => true,
    logged: () => knowledge.known,
    isRelayed: () => false,
    permitWord: () => undefined,
    collided: nothing,
    changed: nothing,
    doc,
    contents,
    membership: new Membership(book, device),
    gate,
    knowledge,
    sealedTail: new SealedTail([]),
    storage: createMemoryStorage(),
    invitation: undefined,
    compaction: undefined,
    reconnect: usualReconnect,
    openSocket,
    now,
    relayClock: new RelayClock(now),
    random,
    presence: new PresenceFilter({
      device: device.id,
      client: doc.clientID,
      random,
      forget: nothing,
    }),
    health: healthy(),
  };
}

/** Why the log could not be read to its end, if it could not. */
async function readWhole(
  session: BookSession,
  { msMax, bytesMax }: BackupBounds,
): Promise<BackupRefusal | undefined> {
  const late = AbortSignal.timeout(msMax);
  let left = bytesMax;
  const spend = (page: Page) => {
    left -= page.entries.reduce((sum, { blob }) => sum + blob.length, 0);
    return left >= 0;
  };
  for (let time = 1; time <= timesMax; time += 1) {
    const ending = await readOnce(session, spend, late);
    const { isWhole, locked } = session.knowledge;
    if (ending === 'live') return isWhole && locked === 0 ? undefined : 'not-whole';
    if (ending !== 'again') return ending;
    session.knowledge.forget();
  }
  return 'not-whole';
}

/** Reads the log through one connection. `again`: from its start, with what has been learnt. */
function readOnce(
  session: BookSession,
  spend: (page: Page) => boolean,
  late: AbortSignal,
): Promise<BackupRefusal | 'live' | 'again'> {
  return new Promise((resolve) => {
    let ended: BackupRefusal | 'live' | 'again' | undefined;
    const end = (ending: BackupRefusal | 'live' | 'again') => {
      if (ended) return;
      ended = ending;
      late.removeEventListener('abort', tooLate);
      connection.close(Promise.resolve());
      resolve(ending);
    };
    const tooLate = () => end('no-answer');
    const nothing = () => {};
    const ports = {
      session,
      give: giverTo(session.doc),
      isOpen: () => ended === undefined,
      ownUpdate: () => undefined,
      refused: nothing,
    };
    const connection = new RelayConnection(session, {
      page: async (page) => {
        if (!spend(page)) end('too-big');
        else if (!(await readPage(ports, page))) end('again');
        // Here nothing is kept to be put back.
        session.sealedTail.takeChanges();
        return true;
      },
      damaged: (entry) => passDamaged(session.knowledge, entry),
      live: () => {
        const { knowledge, membership } = session;
        end(knowledge.wantsReading(membership.keys.size) ? 'again' : 'live');
      },
      // It lets nobody wait, and has been asked to take nothing.
      waiting: () => end('not-admitted'),
      closed: (code) => end(closeReasonOf(code) ?? 'no-answer'),
      welcomed: nothing,
      acknowledged: nothing,
      presence: nothing,
      space: nothing,
      pulse: nothing,
      quiet: nothing,
    });
    late.addEventListener('abort', tooLate);
    if (late.aborted) tooLate();
  });
}

/** Yjs throws at what it cannot take; whoever gave it sees that in the document. */
function giverTo(doc: Y.Doc): (update: Uint8Array) => void {
  return (update) => {
    try {
      Y.applyUpdate(doc, update);
    } catch {
      // As above.
    }
  };
}
