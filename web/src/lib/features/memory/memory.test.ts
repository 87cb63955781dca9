import { beforeEach, describe, expect, test } from 'vitest';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { openTestWorkspace } from '#lib/open/testing-workspace.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { MemoryDraft } from './memory-draft.svelte.ts';
import { chooseMemory, everything, shortTitle, titleOf } from './memory-list.ts';

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openTestWorkspace([]);
});

const items = () => workspace.history.memory();
const titles = () => items().map(({ current }) => current.title);

describe('what is shown', () => {
  beforeEach(() => {
    const add = (title: string, kind: 'issue' | 'note', state: 'open' | 'done', road: string) =>
      saveMemory(workspace.book, workspace.author, { title, text: '', kind, state, road });
    add('Crossing at the café', 'issue', 'done', 'Mill Street');
    add('Keypad 1234', 'note', 'open', 'Rowan Way');
    add('Library hours', 'issue', 'open', 'Mill Street');
  });
  const shown = (filter: Partial<typeof everything>) =>
    chooseMemory(items(), { ...everything, ...filter }).map(({ current }) => current.title);

  test('what is open comes before what is settled', () => {
    expect(shown({}).at(-1)).toBe('Crossing at the café');
    expect(shown({})).toHaveLength(3);
  });

  test('every word is found in any part, accents and capitals aside', () => {
    expect(shown({ text: 'cafe MILL' })).toEqual(['Crossing at the café']);
    expect(shown({ text: 'rowan mill' })).toEqual([]);
    expect(shown({ text: ' ' })).toHaveLength(3);
  });

  test('by kind and by state', () => {
    expect(shown({ kind: 'issue', state: 'open' })).toEqual(['Library hours']);
    expect(shown({ kind: 'note' })).toEqual(['Keypad 1234']);
  });
});

describe('writing down', () => {
  test('goes into the book when it is left, once', () => {
    const draft = new MemoryDraft(workspace);
    draft.set({ title: 'Bins', text: 'Thursday' });
    draft.save();
    const written = draft.finish();
    expect(written).toMatchObject({ title: 'Bins', isNew: true });
    expect(written?.ids).toHaveLength(1);
    expect(titles()).toEqual(['Bins']);
  });

  test('nothing typed, nothing written; text alone gets a title from how it begins', () => {
    expect(new MemoryDraft(workspace).finish()).toBeUndefined();
    const draft = new MemoryDraft(workspace);
    draft.set({ text: 'The gate sticks.\nLift it.' });
    draft.finish();
    expect(titles()).toEqual(['The gate sticks.']);
  });

  test('discarded, it is gone, also what was saved meanwhile', () => {
    const draft = new MemoryDraft(workspace);
    draft.set({ title: 'Bins' });
    draft.save();
    draft.set({ text: 'Thursday' });
    draft.discard();
    expect([draft.finish(), titles()]).toEqual([undefined, []]);
  });

  test('changed by two people at the same time, both versions stay', () => {
    const added = new MemoryDraft(workspace);
    added.set({ title: 'Bins' });
    added.finish();
    const [item] = items();
    const [mine, theirs] = [new MemoryDraft(workspace, item), new MemoryDraft(workspace, item)];
    mine.set({ text: 'Thursday' });
    mine.save();
    theirs.set({ text: 'Friday' });
    theirs.finish();
    mine.set({ text: 'Thursday morning' });
    mine.finish();
    const said = items()[0]?.conflict?.map(({ text }) => text);
    expect(said?.toSorted()).toEqual(['Friday', 'Thursday morning']);
  });

  test('a change that is only looked at writes nothing', () => {
    const added = new MemoryDraft(workspace);
    added.set({ title: 'Bins' });
    added.finish();
    const size = workspace.book.size;
    expect(new MemoryDraft(workspace, items()[0]).finish()).toBeUndefined();
    expect(workspace.book.size).toBe(size);
  });
});

test('titles are cut at a word where there is one', () => {
  expect(titleOf(' Bins ', 'x')).toBe('Bins');
  expect(shortTitle('x'.repeat(200))).toBe(`${'x'.repeat(60)}…`);
  const long = 'The gate at the back of the community centre sticks when it has been raining';
  expect(shortTitle(long)).toBe('The gate at the back of the community centre sticks when it…');
});
