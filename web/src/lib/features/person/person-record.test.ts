import { expect, test } from 'vitest';
import { addNote } from '@wardbook/shared/kinds/note/note';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { watch } from '#lib/platform/testing-watch.svelte.ts';
import { electorOf } from '@wardbook/shared/testing/electors';
import { openTestWorkspace } from '#lib/open/testing-workspace.ts';
import { UndoOffers } from '#lib/ui/undo.svelte.ts';
import { PersonRecord } from './person-record.svelte.ts';
import { whoDid } from '#lib/open/who-did.ts';

test('what is recorded about somebody else does not draw an open record anew', async () => {
  const [ann, ben] = [electorOf({ surname: 'Archer' }), electorOf({ surname: 'Bell' })];
  const workspace = await openTestWorkspace([ann, ben]);
  const record = new PersonRecord(workspace, ann.id, new UndoOffers());
  const screen = watch(() => ({
    name: record.elector?.surname,
    notes: record.known.notes.map(({ text, by }) => [text, whoDid(workspace, by).who]),
    mayWrite: record.mayWrite,
    watchers: record.watchers,
    counted: record.code(record.known.counted?.code),
  }));
  // The status follows each change to the document.
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  const { book, author } = workspace;
  for (let time = 0; time < 5; time++) {
    recordAnswer(book, author, { person: ben.id, outcome: 'not-in' });
    await settled();
  }
  expect(screen.runs()).toBe(1);
  addNote(book, author, { person: ann.id, text: 'Ring twice' });
  await settled();
  expect(screen.shown()).toMatchObject({ name: 'Archer', notes: [['Ring twice', 'you']] });
  expect(screen.runs()).toBe(2);
  screen.stop();
  await workspace.close();
});
