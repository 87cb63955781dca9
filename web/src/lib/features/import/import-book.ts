/** The open book and a worker of our own, as an import wants them. */
import * as Y from 'yjs';
import { applyImport } from '@wardbook/shared/kinds/register/apply-import';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import type { ImportBook, ImportWorker } from './import-flow.svelte.ts';

export function importBook({ book, author }: Workspace): ImportBook {
  const parts = [book.electors, book.districts, book.settings];
  return {
    author,
    state: () => Y.encodeStateAsUpdate(book.doc),
    onChange: (listener) => {
      for (const part of parts) part.observe(listener);
      return () => {
        for (const part of parts) part.unobserve(listener);
      };
    },
    apply: (plan, summary) => applyImport(book, plan, summary),
  };
}

export function startImportWorker(): ImportWorker {
  return new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
}
