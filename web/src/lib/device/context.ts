/** How a page gets the open book: from the layout above it. */
import { createContext } from 'svelte';
import type { BookDoor } from './book-door.svelte.ts';
import type { OpenBooks } from './open-books.svelte.ts';
import type { Workspace } from '../open/workspace.svelte.ts';

export const [getWorkspace, setWorkspace] = createContext<Workspace>();

/** The window's way to the book, for what concerns its lock. */
export const [getBookDoor, setBookDoor] = createContext<BookDoor>();

/** All the books that the window has open: from the outermost frame. */
export const [getOpenBooks, setOpenBooks] = createContext<OpenBooks>();
