/**
 * Whether somebody may open a lock: a PIN or a passkey for the lock's key. A try at a PIN is counted
 * before it is looked at, so that closing the window in between gains nothing.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock } from '@wardbook/shared/base/ports';
import { unwrapWithPasskey, unwrapWithPin } from '@wardbook/shared/sealing/lock';
import type { PasskeyAnswer } from '../../platform/passkey.ts';
import { tidySecret } from './pin-rules.ts';
import { afterTry, inTimeOf, noTries, waitLeft, type Tries } from './pin-waits.ts';
import {
  bookOnDevice,
  changeOnShelf,
  isLocked,
  type BookLock,
  type BookOnShelf,
} from '../shelf.ts';

export type Proof =
  /** `raw` is the lock's key. */
  | { readonly type: 'right'; readonly raw: Bytes }
  /** How long before the next try, in ms. */
  | { readonly type: 'wrong'; readonly waitMs: number }
  /** It was not even looked at: it is too early. */
  | { readonly type: 'too-early'; readonly waitMs: number }
  /** No lock, or none with such a key: another window may have changed it. */
  | { readonly type: 'no-such-way' };

export async function provePin(id: BookId, typed: string): Promise<Proof> {
  const now = systemClock();
  let early = 0;
  const book = await changeOnShelf(id, (known) => {
    early = known.lock ? waitLeft(inTimeOf(known.lock.tries, now), now) : 0;
    return withTries(known, (tries) => (early > 0 ? inTimeOf(tries, now) : afterTry(tries, now)));
  });
  const way = book?.lock?.ways.find(({ type }) => type === 'pin');
  if (way?.type !== 'pin') return { type: 'no-such-way' };
  if (early > 0) return { type: 'too-early', waitMs: early };
  const raw = await unwrapWithPin(id, way, tidySecret(typed));
  if (!raw) return { type: 'wrong', waitMs: await waitFor(id) };
  await changeOnShelf(id, (known) => withTries(known, () => noTries));
  return { type: 'right', raw };
}

export async function provePasskey(id: BookId, passkey: PasskeyAnswer): Promise<Proof> {
  const ways = (await bookOnDevice(id))?.lock?.ways ?? [];
  for (const way of ways) {
    const raw =
      way.type === 'passkey' ? await unwrapWithPasskey(id, way, passkey.answer) : undefined;
    if (raw) return { type: 'right', raw };
  }
  return { type: 'no-such-way' };
}

/** How long before a PIN may be tried, in ms. */
export async function waitFor(id: BookId): Promise<number> {
  const now = systemClock();
  const book = await bookOnDevice(id);
  if (!book?.lock) return 0;
  const { tries } = book.lock;
  if (tries.at <= now) return waitLeft(tries, now);
  await changeOnShelf(id, (known) => withTries(known, (before) => inTimeOf(before, now)));
  return waitLeft(inTimeOf(tries, now), now);
}

function withTries(book: BookOnShelf, change: (tries: Tries) => Tries): BookOnShelf | undefined {
  const changed = <Lock extends BookLock>(lock: Lock) => ({ ...lock, tries: change(lock.tries) });
  if (isLocked(book)) return { ...book, lock: changed(book.lock) };
  return book.lock && { ...book, lock: changed(book.lock) };
}
