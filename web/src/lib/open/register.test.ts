import * as Y from 'yjs';
import { describe, expect, test, vi } from 'vitest';
import { openBook } from '@wardbook/shared/books/ward';
import { idFor } from '@wardbook/shared/testing/arbitraries';
import { searchIndex } from '@wardbook/shared/find/search-index';
import { authorOf, idsOf, takeIn } from '@wardbook/shared/testing/ward-books';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import { walked } from '@wardbook/shared/testing/walked';
import { FollowedBook } from './followed-book.ts';
import { Register } from './register.svelte.ts';
import { manyElectors } from '@wardbook/shared/testing/electors';

function registerOf(doc: Y.Doc): Register {
  const book = openBook(doc);
  return new Register(book, new FollowedBook(book));
}

/** On a machine that is busy with other things a second is not long. */
const waitMsMax = 20_000;

const later = idFor<EditionId>(2);

function write(doc: Y.Doc, electors: readonly Elector[], at = 1): void {
  takeIn(openBook(doc), { id: electors[0]!.edition, at }, electors);
}

test('the list shows before the search is begun, and whoever is searched for is found once it is there', async () => {
  const doc = new Y.Doc();
  const electors = manyElectors(1_000);
  write(doc, electors);
  const book = openBook(doc);
  const of = vi.spyOn(book, 'of');
  const register = new Register(book, new FollowedBook(book));
  expect(register.electors.size).toBe(1_000);
  expect(register.find('')).toBeUndefined();
  expect(of).not.toHaveBeenCalledWith(searchIndex);
  expect(register.isIndexing).toBe(true);
  expect(register.find('street')).toEqual(new Set());
  await vi.waitFor(() => expect(register.isIndexing).toBe(false), waitMsMax);
  expect(register.find('street')?.size).toBe(1_000);
  void register.close();
});

test('by a number of an earlier edition that comes late, until that is taken back', async () => {
  const doc = new Y.Doc();
  const [ann, bob] = manyElectors(2) as [Elector, Elector];
  write(doc, [ann, bob], 2);
  const register = registerOf(doc);
  write(doc, [{ ...ann, edition: later, number: '777' }], 1);
  const isThere = () => vi.waitFor(() => expect(register.isIndexing).toBe(false), waitMsMax);
  await isThere();
  expect(register.find('777')).toEqual(new Set([ann.id]));
  idsOf(openBook(doc).undo(authorOf(1), [later]));
  await isThere();
  expect(register.find('777')).toEqual(new Set());
  void register.close();
});

describe('a whole register that comes at once', () => {
  const electors = manyElectors(3_000);

  test('shows when all of it is taken in, in the same order as if read at the start', async () => {
    const doc = new Y.Doc();
    write(doc, electors.slice(0, 100));
    const register = registerOf(doc);
    write(doc, electors);
    expect(register.electors.size).toBe(100);
    expect(register.isIndexing).toBe(true);
    await vi.waitFor(() => expect(register.isIndexing).toBe(false), waitMsMax);
    expect(register.electors.size).toBe(electors.length);
    expect(register.streets).toEqual(walked(electors));
    void register.close();
  });

  test('takes in what changes meanwhile before it ends', async () => {
    const doc = new Y.Doc();
    const register = registerOf(doc);
    write(doc, electors);
    await Promise.resolve();
    const renamed = { ...electors[7]!, edition: later, surname: 'Okonkwo' };
    write(doc, [renamed], 2);
    await vi.waitFor(() => expect(register.isIndexing).toBe(false), waitMsMax);
    expect(register.electors.get(renamed.id)?.surname).toBe('Okonkwo');
    expect(register.find('okonkwo')).toEqual(new Set([renamed.id]));
    void register.close();
  });

  test('is left alone by a register that was closed meanwhile', async () => {
    const doc = new Y.Doc();
    const register = registerOf(doc);
    write(doc, electors);
    void register.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(register.electors.size).toBe(0);
  });
});

test('a few changes show at once', () => {
  const doc = new Y.Doc();
  const electors = manyElectors(20);
  write(doc, electors);
  const register = registerOf(doc);
  const renamed = { ...electors[3]!, edition: later, surname: 'Okonkwo' };
  write(doc, [renamed], 2);
  expect(register.electors.get(renamed.id)?.surname).toBe('Okonkwo');
  expect(register.home(renamed.id)?.household.electors).toContainEqual(
    expect.objectContaining({ surname: 'Okonkwo' }),
  );
  void register.close();
});
