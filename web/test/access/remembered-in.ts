import { History } from '@wardbook/shared/find/history';
import type { Book } from '@wardbook/shared/ledger/book';

/** How many things the book remembers. */
export function rememberedIn(book: Book): number {
  return new History(book).memory().length;
}
