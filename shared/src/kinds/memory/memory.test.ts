import { assert, expect, test } from 'vitest';
import { newWard, authorOf } from '../../testing/ward-books.ts';
import { memoryIndex } from './memory-index.ts';
import { saveMemory } from './memory.ts';

test('[BOOK6] something remembered is changed over what was seen', () => {
  const book = newWard();
  const me = authorOf(0);
  const bus = { kind: 'issue', title: 'Bus', text: '' } as const;
  const first = saveMemory(book, me, { ...bus, state: 'open', road: ' High Road ' });
  assert(first.type === 'done');
  const { item, ids: over } = first;
  expect(book.of(memoryIndex).items()).toMatchObject([{ item, current: { road: 'High Road' } }]);
  saveMemory(book, me, { ...bus, text: 'won', state: 'done', item, over });
  const [found] = book.of(memoryIndex).items();
  expect(found).toMatchObject({ item, current: { state: 'done', text: 'won' } });
  expect(found?.conflict).toBeUndefined();
});

test('[BOOK3] without a title there is nothing to remember', () => {
  const book = newWard();
  const before = book.events.length;
  const blank = { kind: 'note', title: ' ', text: '', state: 'open' } as const;
  expect(saveMemory(book, authorOf(0), blank)).toEqual({ type: 'refused', reason: 'nothing' });
  const long = { ...blank, title: 'x'.repeat(201) };
  expect(saveMemory(book, authorOf(0), long)).toEqual({ type: 'refused', reason: 'not-allowed' });
  expect(book.events).toHaveLength(before);
});
