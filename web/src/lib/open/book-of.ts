import { openBook } from '@wardbook/shared/books/ward';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Replica } from '../sync/replica.ts';

/** A replica's book. It can be written only while it is of no newer schema than this app knows. */
export function bookOf({ doc, membership }: Replica): Book {
  return openBook(
    doc,
    () => membership.access?.schema ?? 0,
    () => membership.access?.statements[0]?.author,
  );
}
