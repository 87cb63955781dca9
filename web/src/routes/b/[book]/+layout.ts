import { parseBookId } from '@wardbook/shared/base/ids';

/** The book that the address names; undefined when it is no book's address. */
export function load({ params }: { params: { book: string } }) {
  return { bookId: parseBookId(params.book) };
}
