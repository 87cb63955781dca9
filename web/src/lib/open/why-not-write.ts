/**
 * Whether a device may write in a book, and if not, why: one answer for pages, for what the app writes
 * by itself, and for a device that goes on under other keys.
 */
import { mayAppend } from '@wardbook/shared/access/access';
import type { Role } from '@wardbook/shared/access/statement';
import type { Book } from '@wardbook/shared/ledger/book';
import type { RefusalReason } from '@wardbook/shared/ledger/command';

export type WhyNotWrite =
  /** It waits to be let in, or its time in the book is over. */
  | 'no-role'
  /** Readers read. */
  | 'reader'
  /** Why nobody may write in it with this app: it is newer, or of another kind. */
  | RefusalReason;

/** Undefined where it may. */
export function whyNotWrite(
  book: Pick<Book, 'closedFor'>,
  role: Role | undefined,
): WhyNotWrite | undefined {
  if (!role) return 'no-role';
  return mayAppend(role, 'update') ? book.closedFor : 'reader';
}
