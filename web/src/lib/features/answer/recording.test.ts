import { beforeEach, describe, expect, test } from 'vitest';
import type { CodeId } from '@wardbook/shared/kinds/code/code';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { electorOf } from '@wardbook/shared/testing/electors';
import { openTestWorkspace, raiseSchema } from '#lib/open/testing-workspace.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { Recording } from './recording.svelte.ts';

let workspace: Workspace;
let person: PersonId;
let labour: CodeId;
let green: CodeId;
let recording: Recording;

beforeEach(async () => {
  const elector = electorOf({ forenames: 'Ann', surname: 'Green' });
  person = elector.id;
  workspace = await openTestWorkspace([elector]);
  [labour, green] = ['L', 'G'].map(
    (l) => workspace.codes.find(({ letter }) => letter === l)!.id,
  ) as [CodeId, CodeId];
  recording = new Recording(workspace, person);
});

const standing = () => workspace.person(person).answers.filter(({ undone }) => !undone);

describe('an answer being given', () => {
  test('is in the book at the first tap', () => {
    recording.give('spoke', labour);
    expect(workspace.person(person).counted).toMatchObject({ code: labour });
    expect(recording.isWaiting).toBe(false);
    expect(recording.finish()).toMatchObject({ words: 'Ann Green: Labour' });
  });

  test('what is filled in takes its place at once, in one transaction, at the same moment', () => {
    recording.give('spoke', labour);
    const first = standing()[0]!.event;
    recording.ask({ likely: 4 });
    recording.write('Back after six');
    expect(recording.isWaiting).toBe(true);
    let updates = 0;
    workspace.book.doc.on('update', () => (updates += 1));
    recording.save();
    recording.save();
    expect(updates).toBe(1);
    expect(standing()).toHaveLength(1);
    const questions = { likely: 4 };
    const fuller = { at: first.at, code: labour, questions, note: 'Back after six' };
    expect(workspace.person(person).counted).toMatchObject(fuller);
    expect(workspace.book.isUndone(first.id)).toBe(true);
  });

  test('a change of mind leaves one answer, and undo leaves none', () => {
    recording.give('spoke', labour);
    recording.ask({ consider: 'yes' });
    recording.give('spoke', green);
    expect(workspace.person(person).counted).toMatchObject({
      code: green,
      questions: { consider: 'yes' },
    });
    expect(standing()).toHaveLength(1);
    const { ids } = recording.finish()!;
    workspace.book.undo(workspace.author, ids);
    expect(standing()).toEqual([]);
  });

  test('taken back, what was filled in is still here for the right answer', () => {
    recording.give('spoke', labour);
    recording.write('Back after six');
    recording.takeBack();
    expect(standing()).toEqual([]);
    expect(recording.finish()).toBeUndefined();
    recording.give('not-in');
    expect(standing()[0]?.event).toMatchObject({ outcome: 'not-in', note: 'Back after six' });
  });

  test('a mark goes with its answer: undone with it, and taken off by a change of mind', () => {
    const marked = () => workspace.person(person).fields.get('flag:moved')?.value;
    recording.give('moved');
    recording.mark('flag:moved');
    expect([marked(), recording.markSet]).toEqual([true, 'flag:moved']);
    recording.give('not-in');
    expect(marked()).toBeUndefined();
    recording.give('moved');
    recording.mark('flag:moved');
    workspace.book.undo(workspace.author, recording.finish()!.ids);
    expect([marked(), standing()]).toEqual([undefined, []]);
  });

  test('what may not be undone is not forgotten, and it says why', async () => {
    recording.give('moved');
    recording.mark('flag:moved');
    const { given } = recording;
    // A colleague's newer app has written in the book meanwhile.
    await raiseSchema(workspace);
    for (const act of [
      () => recording.unmark(),
      () => recording.takeBack(),
      () => recording.give('not-in'),
    ]) {
      act();
      expect(recording.refusal).toMatch(/newer/);
      expect(recording.given).toBe(given);
      expect(recording.markSet).toBe('flag:moved');
    }
    expect(standing()).toHaveLength(1);
  });

  test('a refused addition says why and leaves the answer as it was', () => {
    recording.give('spoke', labour);
    recording.write('x'.repeat(4_001));
    recording.save();
    expect(recording.refusal).toMatch(/too long/);
    expect(standing()).toHaveLength(1);
    expect(recording.note).toHaveLength(4_001);
  });
});
