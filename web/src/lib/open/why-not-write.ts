/**
 * Whether a device may write in a book, and if not, why: one answer for pages, for what the app writes
 * by itself, and for a device that goes on under other keys.
 */
import { mayAppend } from '@wardbook/shared/access/access';
import type { Role } from '@wardbook/shared/access/statement';
import { isNewerSchema, type Book } from '@wardbook/shared/book/book';

export type WhyNotWrite =
  /** It waits to be let in, or its time in the book is over. */
  | 'no-role'
  /** Readers read. */
  | 'reader'
  /** A newer app has changed the book; this one only reads it. */
  | 'newer-book';

/** Undefined where it may. */
export function whyNotWrite(book: Book, role: Role | undefined): WhyNotWrite | undefined {
  if (!role) return 'no-role';
  if (!mayAppend(role, 'update')) return 'reader';
  return isNewerSchema(book) ? 'newer-book' : undefined;
}
