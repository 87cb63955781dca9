/**
 * The deletion of a book by a keeper: an act of the session, signed over its challenge, so that it can
 * neither be replayed nor carried by anybody else.
 */
import { roleAt } from '@wardbook/shared/access/state';
import { concat, type Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type DeviceId } from '@wardbook/shared/base/ids';
import { verify } from '@wardbook/shared/base/signature';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { Room } from '../room/room.ts';
import type { StoreFailure, Tombstone } from '../store/store.ts';
import type { SessionContext } from './context.ts';

/**
 * Gives the reason with which the asking session ends. The tombstone's proof is device(32)
 * challenge(32) signature(64).
 */
export async function deleteBook(
  { rooms, clock }: SessionContext,
  room: Room,
  device: DeviceId,
  challenge: Bytes,
  signature: Bytes,
): Promise<CloseReason | StoreFailure> {
  const [key, at] = [idToBytes(device), clock()];
  if (roleAt(room.state.access, device, at) !== 'keeper') return 'not-allowed';
  const message = [challenge, idToBytes(room.book)];
  if (!(await verify(key, signature, 'wardbook delete 1', ...message))) return 'not-proven';
  // Another keeper was faster, or this one was removed while its signature was looked at.
  if (room.isDeleted) return 'book-deleted';
  if (roleAt(room.state.access, device, clock()) !== 'keeper') return 'not-allowed';
  const proof = concat(key, challenge, signature);
  const tombstone: Tombstone = { book: room.book, at, proof };
  const deleted = await rooms.delete(room, tombstone);
  return deleted.type === 'cannot-save' ? deleted : 'book-deleted';
}
