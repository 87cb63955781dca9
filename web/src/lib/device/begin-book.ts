/**
 * The ways a book comes to this device: founded here, made as a demo, or joined by a link.
 * Each ends with the book on the shelf and its replica closed; opening is `open-book.ts`.
 */
import * as Y from 'yjs';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { createBook, wardPolicy } from '@wardbook/shared/books/ward';
import type { District } from '@wardbook/shared/kinds/register/district';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { isOutOfSpace } from '@wardbook/shared/base/out-of-space';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import { foundBook } from '@wardbook/shared/sealing/found';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { labelText } from '@wardbook/shared/sealing/label';
import { guessDeviceName } from './device-name.ts';
import { claimIfFree } from '../platform/claim.ts';
import { IndexedDbStorage } from '../sync/storage/indexeddb-storage.ts';
import { parseInviteLink, relayUrl, type InviteLink } from '../sync/files/invite-link.ts';
import { readsBack, writtenBy, type Written } from '../sync/storage/read-back.ts';
import { underOwnIds } from '../sync/update/renamed.ts';
import { Replica } from '../sync/replica.ts';
import type { StorageFailure } from '../sync/storage/storage.ts';
import { authorOn } from '../open/author.ts';
import { bookOf } from '../open/book-of.ts';
import { signIn } from '../open/people.ts';
import { newProvenKeys, type KeyFailure } from './proven-keys.ts';
import { bookOnDevice, shelve, unreadableOnDevice, unshelve } from './shelf.ts';

export interface NewWard {
  readonly ward: string;
  readonly council: string;
  readonly districts: readonly District[];
  /** The person's own name. */
  readonly name: string;
}

export type Begun =
  | { readonly type: 'begun'; readonly book: BookId }
  | { readonly type: 'not-saved'; readonly reason: SaveFailure };

/** The browser would not save the book, or not give it back. */
export type SaveFailure = StorageFailure | KeyFailure | 'not-given-back';

/** Founds a book with no need of a network. */
export async function startBook(start: NewWard): Promise<Begun> {
  const keys = await newProvenKeys();
  if (keys.type === 'failed') return { type: 'not-saved', reason: keys.reason };
  return found(keys.device, start, (doc) => {
    const author = { device: keys.device.id, now: systemClock, random: systemRandom };
    createBook(doc, author, start);
  });
}

export interface MadeBook {
  readonly ward: string;
  readonly council: string;
  /** The whole document, as one Yjs update (version 1). */
  readonly update: Uint8Array;
}

/** Founds the demo ward's book; `make` is given the device that it should say imported it. */
export async function startDemoBook(
  name: string,
  make: (device: DeviceId) => Promise<MadeBook>,
): Promise<Begun> {
  const keys = await newProvenKeys();
  if (keys.type === 'failed') return { type: 'not-saved', reason: keys.reason };
  const { device } = keys;
  const { ward, council, update } = await make(device.id);
  const start = { ward, council, name, demo: true };
  return found(device, start, (doc, book) =>
    Y.applyUpdate(doc, underOwnIds(book, device.id, update)),
  );
}

type Start = Pick<NewWard, 'ward' | 'council' | 'name'> & {
  readonly demo?: boolean;
  readonly waiting?: boolean;
};

async function found(
  device: DeviceKeys,
  start: Start,
  fill: (doc: Y.Doc, book: BookId) => void,
): Promise<Begun> {
  const statement = await foundBook(device, start.name, systemClock, systemRandom);
  const storage = new IndexedDbStorage(statement.book);
  const relay = relayUrl(location.origin);
  const opened = await Replica.open({
    policy: wardPolicy,
    book: statement.book,
    device,
    storage,
    relay,
    statements: [statement],
    crossTab: false,
    claimName: claimIfFree,
  });
  if (opened.type === 'failed') return { type: 'not-saved', reason: opened.reason };
  const { replica } = opened;
  // Two transactions: Yjs would take our own change within an applied update for another's, and
  // give the document a new client id under the feet of presence.
  fill(replica.doc, statement.book);
  const entry = { name: start.name, deviceName: guessDeviceName() };
  signIn(bookOf(replica), authorOn(replica), replica.membership, entry);
  const isSaved = await replica.until(({ storage: { type } }) => type !== 'saving', saveMsMax);
  const { storage: state } = replica.status;
  const written = writtenBy(replica, storage);
  await replica.close();
  const failure = state.type === 'failing' ? state.reason : isSaved ? undefined : 'broken';
  const reason = failure ?? (await shelveNew(statement.book, device, start, relay, written));
  if (reason) {
    await storage.remove();
    return { type: 'not-saved', reason };
  }
  return { type: 'begun', book: statement.book };
}

export type JoinFailure = CloseReason | SaveFailure | 'no-answer' | 'nothing-in-it';

/** What joining is doing: waiting for the relay's answer, taking in the book, writing it down. */
export type JoinStep = 'asking' | 'receiving' | 'saving';

export type Joined =
  | { readonly type: 'joined'; readonly book: BookId }
  /** Asked to join: the book opens here once a keeper lets this device in. */
  | { readonly type: 'waiting'; readonly book: BookId }
  | { readonly type: 'failed'; readonly reason: JoinFailure };

/** How long a relay may take to let this device in and hand over the whole book. */
const joinMsMax = 60_000;
/** Without any answer at all, sooner. */
const answerMsMax = 12_000;
/** How long a device may take to write a whole book down. */
const saveMsMax = 30_000;

/** What an invite link says. The secret in it is to stay in memory. */
export type InviteInHand = InviteLink;

/** Undefined when the text is no whole invite link. */
export function readInvite(text: string): InviteInHand | undefined {
  return parseInviteLink(text);
}

/**
 * Joins by a link, or asks to; needs the relay. Whoever is in the book already is simply let
 * through. `label` is what they are called, or by a link for one's own device, what that is called.
 */
export async function joinBook(
  link: InviteInHand,
  label: string,
  onstep: (step: JoinStep) => void,
): Promise<Joined> {
  if (await bookOnDevice(link.book)) return { type: 'joined', book: link.book };
  const keys = await newProvenKeys();
  if (keys.type === 'failed') return { type: 'failed', reason: keys.reason };
  const { device } = keys;
  // Its keys are lost, and what it had not shared is not: it goes on with new ones.
  const wasHere = (await unreadableOnDevice()).includes(link.book);
  const storage = new IndexedDbStorage(link.book);
  const opened = await Replica.open({
    policy: wardPolicy,
    book: link.book,
    device,
    storage,
    relay: link.relay,
    invitation: {
      secret: link.secret,
      name: link.own ? label : labelText(label, guessDeviceName()),
    },
    crossTab: false,
    claimName: claimIfFree,
  });
  if (opened.type === 'failed') return { type: 'failed', reason: opened.reason };
  const { replica } = opened;
  const name = link.own ? '' : label;
  const answer = await waitForAnswer(replica, onstep);
  const waiting = answer === 'waiting';
  const failure = answer === 'in' || waiting ? await save(replica, name, onstep) : answer;
  const { ward = '', council = '', demo = false } = bookSettings(bookOf(replica)) ?? {};
  const written = writtenBy(replica, storage);
  await replica.close();
  const start = { ward, council, name, demo, waiting };
  const reason = failure ?? (await shelveNew(link.book, device, start, link.relay, written));
  if (reason) {
    if (!wasHere) await storage.remove();
    return { type: 'failed', reason };
  }
  return { type: waiting ? 'waiting' : 'joined', book: link.book };
}

/** Signs in whoever may write, and waits until all that has come is on this device. */
async function save(
  replica: Replica,
  name: string,
  onstep: (step: JoinStep) => void,
): Promise<JoinFailure | undefined> {
  onstep('saving');
  const { role } = replica.status;
  const named = { name, deviceName: guessDeviceName() };
  if (role === 'keeper' || role === 'editor')
    signIn(bookOf(replica), authorOn(replica), replica.membership, named);
  const isOver = await replica.until(({ storage: { type } }) => type !== 'saving', saveMsMax);
  const { storage } = replica.status;
  if (storage.type === 'failing') return storage.reason;
  return isOver ? undefined : 'broken';
}

async function waitForAnswer(
  replica: Replica,
  onstep: (step: JoinStep) => void,
): Promise<'in' | 'waiting' | JoinFailure> {
  onstep('asking');
  replica.connect();
  const answered = await replica.until(
    ({ connection }) => connection !== 'offline' && connection !== 'connecting',
    answerMsMax,
  );
  if (!answered) {
    const { storage, lastClose } = replica.status;
    // Whoever cannot save what they would be bound to does not ask.
    return storage.type === 'failing' ? storage.reason : (lastClose ?? 'no-answer');
  }
  if (replica.status.connection === 'waiting') return 'waiting';
  onstep('receiving');
  await replica.until(
    ({ connection }) => connection === 'live' || connection === 'stopped',
    joinMsMax,
  );
  const { connection, stoppedBy, lastClose } = replica.status;
  if (connection !== 'live') return stoppedBy ?? lastClose ?? 'no-answer';
  return bookSettings(bookOf(replica)) ? 'in' : 'nothing-in-it';
}

/**
 * Puts a book that was just written on the shelf, once it has been read back from this device, and
 * reads back the shelf as well.
 */
export async function shelveNew(
  id: BookId,
  device: DeviceKeys,
  start: Start,
  relay: string,
  written: Written,
): Promise<SaveFailure | undefined> {
  if (!(await readsBack(new IndexedDbStorage(id), written))) return 'not-given-back';
  try {
    await shelve({
      id,
      pairs: { signing: device.signing, wrapping: device.wrapping },
      name: start.name,
      relay,
      ward: start.ward,
      council: start.council,
      demo: start.demo ?? false,
      waiting: start.waiting ?? false,
      openedAt: systemClock(),
    });
    if (await bookOnDevice(id)) return undefined;
    await unshelve(id);
    return 'keys-not-given-back';
  } catch (error) {
    return isOutOfSpace(error) ? 'full' : 'broken';
  }
}
