import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asRecord } from '@wardbook/shared/base/stored-record';
import { createBook } from '@wardbook/shared/books/ward';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { electorOf } from '@wardbook/shared/testing/electors';
import { takeIn } from '@wardbook/shared/testing/ward-books';
import type { Author } from '@wardbook/shared/ledger/command';
import { Doc } from 'yjs';
import { BookDoor } from './book-door.svelte.ts';
import { beOnDevice, shelveTestBook } from './testing-shelf.ts';

const ann = electorOf();

/** What an app of another year has made: a kind of book that this one has never heard of. */
function write(doc: Doc, founder: Author): void {
  const start = { ward: 'Elmfield', council: 'Vale', districts: [] };
  const ward = createBook(new Doc(), founder, start);
  takeIn(ward, { id: ann.edition }, [ann]);
  doc.transact(() => {
    for (const event of ward.events.toArray().map(asRecord))
      doc
        .getArray('events')
        .push([event?.['t'] === 'settings' ? { ...event, kind: 'allotments' } : event]);
    doc.getArray('register').push(ward.rows.toArray());
  });
}

beforeEach(() => beOnDevice());
afterEach(() => void vi.unstubAllGlobals());

test('[BOOK15] a book of a kind that this app does not know is shown, and written by nothing', async () => {
  const door = new BookDoor(await shelveTestBook('Elmfield', write));
  door.enter();
  await expect.poll(() => door.state.type).toBe('open');
  if (door.state.type !== 'open') throw new Error('it was open a moment ago');
  const { workspace } = door.state;
  const held = workspace.book.events.length;
  expect(workspace.settings).toMatchObject({ kind: 'allotments', ward: 'Elmfield' });
  expect(workspace.register.electors.size).toBe(1);
  expect([workspace.closedFor, workspace.mayWrite]).toEqual(['unknown-kind', false]);
  const { book, author } = workspace;
  const answer = recordAnswer(book, author, { person: ann.id, outcome: 'not-in' });
  expect(answer).toEqual({ type: 'refused', reason: 'unknown-kind' });
  // What an app writes by itself when a book opens: names, holders, what was taken over.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([book.events.length, book.takeOver()]).toEqual([
    held,
    { type: 'refused', reason: 'unknown-kind' },
  ]);
  await door.close();
});
