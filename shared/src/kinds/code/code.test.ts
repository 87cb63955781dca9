import { expect, test } from 'vitest';
import { History } from '../../find/history.ts';
import { idFor } from '../../testing/arbitraries.ts';
import { authorOf, copyOf, exchange, idsOf, newWard, people } from '../../testing/ward-books.ts';
import { recordAnswer } from '../answer/answer.ts';
import { code, codes, retireCode, setCode, type CodeId } from './code.ts';

const [ann] = people;

test('[BOOK10] a code is retired, never deleted, and old answers keep it', () => {
  const book = newWard();
  const me = authorOf(0);
  const { id } = codes(book)[0]!;
  const [answer] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'spoke', code: id }));
  expect(retireCode(book, me, id).type).toBe('done');
  expect(codes(book)[0]).toMatchObject({ id, retired: true });
  expect(new History(book).person(ann).counted).toMatchObject({ id: answer, code: id });
  setCode(book, me, { id, letter: 'L', label: 'Lab', colour: 'red', order: 1 });
  expect(codes(book)[0]).toMatchObject({ id, label: 'Lab', retired: true });
  setCode(book, me, { ...codes(book)[0]!, retired: false });
  expect(codes(book)[0]).toMatchObject({ id, label: 'Lab', retired: false });
});

test('[BOOK3] a code is added with its letter and label, within bounds', () => {
  const book = newWard();
  const me = authorOf(0);
  const fresh = { letter: ' Z ', label: 'New', colour: 'pink', order: 0 } as const;
  expect(setCode(book, me, fresh).type).toBe('done');
  expect(codes(book)[0]).toMatchObject({ letter: 'Z', label: 'New', retired: false });
  expect(codes(book)).toHaveLength(13);
  for (const bad of [
    { letter: 'LONG' },
    { label: ' ' },
    { order: -1 },
    { colour: 'mauve' as 'red' },
  ])
    expect(setCode(book, me, { ...fresh, ...bad })).toMatchObject({ reason: 'not-allowed' });
  const id = idFor<CodeId>(9);
  const unknown = { type: 'refused', reason: 'unknown-code' };
  expect([setCode(book, me, { ...fresh, id }), retireCode(book, me, id)]).toEqual([
    unknown,
    unknown,
  ]);
  expect(codes(book)).toHaveLength(13);
});

test('[BOOK18] a label and a colour that were changed apart are both changed', () => {
  const here = newWard();
  const there = copyOf(here);
  const first = codes(here)[0]!;
  setCode(here, authorOf(1), { ...first, label: 'Ours' });
  setCode(there, authorOf(2), { ...first, colour: 'pink', order: 7 });
  exchange(here, there);
  for (const book of [here, there])
    expect(code(book, first.id)).toEqual({ ...first, label: 'Ours', colour: 'pink', order: 7 });
});

test('[NAME1] a letter and a label hold nothing that cannot be seen', () => {
  for (const letter of ['M\u200B', 'M\u202E', '\u3164', 'M\nr'])
    for (const named of [
      { letter, label: 'Ours' },
      { letter: 'M', label: letter },
    ])
      expect(setCode(newWard(), authorOf(0), { ...named, colour: 'red', order: 1 })).toMatchObject({
        reason: 'not-allowed',
      });
});
