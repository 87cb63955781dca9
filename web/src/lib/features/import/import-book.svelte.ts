/** The open book and a worker of our own, as an import wants them. */
import { districtKind } from '@wardbook/shared/kinds/register/district';
import { editionKind } from '@wardbook/shared/kinds/register/edition';
import { settingsKind } from '@wardbook/shared/kinds/settings/settings';
import * as Y from 'yjs';
import { applyImport } from '@wardbook/shared/kinds/register/apply-import';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import type { ImportBook, ImportWorker } from './import-flow.svelte.ts';

/** What a plan rests on. */
const matters = new Set<string>([editionKind.type, districtKind.type, settingsKind.type]);

export function importBook(workspace: Workspace): ImportBook {
  return {
    author: workspace.author,
    state: () => Y.encodeStateAsUpdate(workspace.book.doc),
    onChange: (listener) => {
      let isFirst = true;
      return $effect.root(() => {
        $effect(() => {
          // Another where the book was made anew.
          const { book } = workspace;
          if (!isFirst) listener();
          isFirst = false;
          return book.onChange(({ entries, hasRows }) => {
            if (hasRows || entries.some(({ event }) => matters.has(event.type))) listener();
          });
        });
      });
    },
    apply: (plan, summary) => applyImport(workspace.book, workspace.author, plan, summary),
  };
}

export function startImportWorker(): ImportWorker {
  return new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
}
