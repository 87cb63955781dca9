/** How a page gets the open book: from the layout above it. */
import { createContext } from 'svelte';
import type { Workspace } from './workspace.svelte.ts';

export const [getWorkspace, setWorkspace] = createContext<Workspace>();
