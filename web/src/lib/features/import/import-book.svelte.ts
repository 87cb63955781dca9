/** The open book and a worker of our own, as an import wants them. */
import * as Y from 'yjs';
import { applyImport } from '@wardbook/shared/book/apply-import';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import type { ImportBook, ImportWorker } from './import-flow.svelte.ts';

export function importBook(workspace: Workspace): ImportBook {
  return {
    author: workspace.author,
    state: () => Y.encodeStateAsUpdate(workspace.book.doc),
    onChange: (listener) => {
      let isFirst = true;
      return $effect.root(() => {
        $effect(() => {
          const { electors, districts, settings } = workspace.book;
          const parts = [electors, districts, settings];
          for (const part of parts) part.observe(listener);
          // The book was made anew.
          if (!isFirst) listener();
          isFirst = false;
          return () => {
            for (const part of parts) part.unobserve(listener);
          };
        });
      });
    },
    apply: (plan, summary) => applyImport(workspace.book, plan, summary),
  };
}

export function startImportWorker(): ImportWorker {
  return new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
}
