import { booksOnDevice } from '#lib/device/shelf.ts';

/** The name that this person goes by in the book they opened last; '' where there is none. */
export async function knownName(): Promise<string> {
  const books = await booksOnDevice().catch(() => []);
  return books.find(({ demo, name }) => !demo && name !== '')?.name ?? '';
}
