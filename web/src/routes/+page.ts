import { clearAllLeftovers, lockOverdueBooks } from '#lib/device/lock/lock-book.ts';
import { booksOnDevice, lockedBooksOnDevice, unreadableOnDevice } from '#lib/device/shelf.ts';

/** Where the browser stores nothing there are no books; the page says what it lacks. */
export async function load() {
  try {
    const due = await lockOverdueBooks();
    void clearAllLeftovers();
    const books = await booksOnDevice();
    // One that could not be sealed in time is shown as if it had been.
    const late = books.filter(({ id }) => due.includes(id)).map(hidden);
    const locked = [...(await lockedBooksOnDevice()), ...late];
    const unreadable = await unreadableOnDevice();
    return { books: books.filter(({ id }) => !due.includes(id)), locked, unreadable };
  } catch {
    return { books: [], locked: [], unreadable: [] };
  }
}

function hidden({ id, demo, openedAt }: { id: string; demo: boolean; openedAt: number }) {
  return { id, demo, openedAt };
}
