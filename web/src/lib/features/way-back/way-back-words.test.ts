import { expect, test } from 'vitest';
import { wardKinds } from '@wardbook/shared/books/ward';
import { codes } from '@wardbook/shared/kinds/code/code';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { addNote } from '@wardbook/shared/kinds/note/note';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import { deviceFor, idFor } from '@wardbook/shared/testing/arbitraries';
import { authorOf, copyOf, idsOf, newWard, people } from '@wardbook/shared/testing/ward-books';
import { goneSince } from '@wardbook/shared/ledger/way-back';
import { daysFrom } from './days.ts';
import { counted, whoDid } from './gone.ts';
import { recordText } from './record-words.ts';

const ann = authorOf(1);
const [person] = people;
const happened = { id: idFor<EventId>(1), at: 1, by: deviceFor(1) };

test('an entry says what it is and whom it is about', () => {
  const book = newWard();
  const code = codes(book)[0]!;
  const ids = [
    idsOf(recordAnswer(book, ann, { person, outcome: 'spoke', code: code.id })),
    idsOf(recordAnswer(book, ann, { person, outcome: 'not-in' })),
    idsOf(addNote(book, ann, { person, text: 'Ring twice' })),
  ].flat();
  const lines = ids.map((id) => recordText(book, book.event(id)!));
  expect(lines.map((line) => line.split(': ').slice(1).join(': '))).toEqual([
    `${code.letter}, ${code.label}`,
    'Not in',
    'Note: Ring twice',
  ]);
  expect(new Set(lines.map((line) => line.split(': ')[0])).size).toBe(1);
});

test('an entry of each kind has words of its own', () => {
  const book = newWard();
  const least = {
    settings: {},
    district: { letters: 'AL' },
    code: {},
    device: {},
    holder: {},
    edition: { file: 'july.csv' },
    franchise: { marker: 'K' },
    answer: { outcome: 'moved' },
    field: { field: 'mobile', value: null },
    note: { text: '' },
    memory: { title: 'Bus 12' },
    place: { text: 'Keypad' },
    'strike-out': { count: 2 },
  };
  expect(Object.keys(least).sort()).toEqual(wardKinds.map(({ type }) => type as string).sort());
  const texts = Object.entries(least).map(([type, parts]) =>
    recordText(book, { ...happened, type, ...parts }),
  );
  for (const text of texts) expect(text).toMatch(/\w/);
  // A device's name and its copy are about the device both.
  expect(new Set(texts).size).toBe(texts.length - 1);
});

test('how much stood then and does now, and who made it go', () => {
  const now = newWard();
  const [answer] = idsOf(recordAnswer(now, ann, { person, outcome: 'not-in' }));
  const before = copyOf(now);
  idsOf(now.undo(authorOf(2), [answer!]));
  expect(counted(before, now).map((row) => [row.what, row.before, row.now])).toEqual([
    ['People', 5, 5],
    ['Answers', 1, 0],
    ['Notes and details', 0, 0],
    ['Memory', 0, 0],
    ['Imports of the register', 1, 1],
  ]);
  expect(goneSince(before, now).map((gone) => whoDid(gone)?.by)).toEqual([deviceFor(2)]);
});

test('days begin at midnight by this device’s calendar, the newest first, and end with ever', () => {
  const days = daysFrom(new Date(2026, 3, 2, 15, 30).getTime());
  expect(days.slice(0, 2).map(({ label }) => label.split(',')[0])).toEqual(['Today', 'Yesterday']);
  // Clocks went forward on 29 March.
  const starts = days.slice(0, -1).map(({ value }) => new Date(Number(value)));
  expect(starts.map((at) => [at.getHours(), at.getMinutes()])).toEqual(starts.map(() => [0, 0]));
  expect(new Set(starts.map((at) => at.getDate())).size).toBeGreaterThan(27);
  expect(days.at(-1)).toEqual({ value: '0', label: 'Everything they ever wrote' });
});
