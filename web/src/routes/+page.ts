import { booksOnDevice } from '#lib/workspace/shelf.ts';

/** Where the browser stores nothing there are no books; the page says what it lacks. */
export async function load() {
  return { books: await booksOnDevice().catch(() => []) };
}
