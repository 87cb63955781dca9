// Stands in for `lib0/logging` in the browser's build: see vite.config.ts. What Yjs asks of it.
export const BOLD = '';
export const UNBOLD = '';
export const RED = '';
export const ORANGE = '';
export const { log: print, warn } = console;
