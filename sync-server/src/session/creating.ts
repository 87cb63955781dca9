/** Who may make a book here that the relay has not seen: everybody, nobody, or some. */
import { timingSafeEqual } from 'node:crypto';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import { permitProof } from '@wardbook/shared/protocol/permit';
import { readStatements } from '../room/open-book.ts';
import type { Room } from '../room/room.ts';
import type { StoreFailure } from '../store/store.ts';
import type { Creating, SessionContext } from './context.ts';
import type { Brought, Hello } from './state.ts';

/** A device's request about a book that the relay does not know. */
export interface Wish {
  readonly hello: Hello;
  /** All the book's statements. */
  readonly blobs: Brought;
  /** The challenge of the device's socket, and the answer that shows it knows a word. */
  readonly nonce: Bytes;
  readonly proof: Bytes | undefined;
  /** The relay has the book and cannot read all of its statements: these may mend it. */
  readonly isUnreadable: boolean;
  readonly address: string;
}

const relayFull: StoreFailure = {
  type: 'cannot-save',
  reason: 'full',
  detail: 'the relay holds as much as it may',
};

/** Makes or mends the book. Gives its room, or why there is none. */
export async function createBook(
  { creating, made, elapsed, space, rooms }: SessionContext,
  wish: Wish,
): Promise<Room | CloseReason | StoreFailure> {
  if (wish.isUnreadable) {
    const mended = await rooms.mend(wish.hello.book, wish.blobs);
    if (mended.type === 'room') return mended.room;
    return mended.type === 'cannot-save' ? mended : 'relay-cannot-save';
  }
  const refusal = await creatingRefusal(creating, wish);
  if (refusal) return refusal;
  // Before any signature is looked at, so that trying counts as much as making.
  if (!made.take(wish.address, elapsed())) return 'too-many-books';
  // Where anybody may, what space is left by then is for the books that are here.
  if (creating === 'open' ? space.isShort : space.isFullFor('update')) return relayFull;
  const statements = await readStatements(wish.blobs);
  if (!statements) return 'statements-refused';
  const { book, device } = wish.hello;
  const created = await rooms.create(book, device, statements);
  switch (created.type) {
    case 'room':
      return created.room;
    case 'refused':
      return created.reason === 'no-role' ? 'not-admitted' : 'statements-refused';
    case 'deleted':
      return 'book-deleted';
    // It came to be there, and damaged, in this moment: next time it is told as what it is.
    case 'unreadable':
      return 'relay-cannot-save';
    case 'cannot-save':
      return created;
  }
}

async function creatingRefusal(
  creating: Creating,
  { hello: { book, device }, nonce, proof }: Wish,
): Promise<CloseReason | undefined> {
  if (creating === 'open') return undefined;
  if (creating === 'closed') return 'creating-closed';
  if ('words' in creating) {
    const matches = creating.words.map(
      (word) => proof !== undefined && timingSafeEqual(proof, permitProof(word, nonce, book)),
    );
    return matches.includes(true) ? undefined : 'permit-needed';
  }
  const isListed = (await creating.isListed(book)) || (await creating.isListed(device));
  return isListed ? undefined : 'creating-closed';
}
