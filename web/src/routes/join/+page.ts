import { booksOnDevice } from '#lib/workspace/shelf.ts';

/** The name that this person goes by in the book they opened last. */
export async function load() {
  const books = await booksOnDevice().catch(() => []);
  return { knownName: books.find((book) => !book.demo && book.name !== '')?.name ?? '' };
}
