import { expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { FieldName, FieldValue } from '@wardbook/shared/kinds/detail/detail';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { fieldWords, noteWords, questionWords } from './event-words.ts';

const happened = {
  id: 'eventeventeventE' as EventId,
  at: 1,
  by: 'A'.repeat(43) as DeviceId,
  person: 'personpersonpers' as PersonId,
  over: [],
};
const green: Code = {
  id: 'codecodecodeGREE' as CodeId,
  letter: 'G',
  label: 'Green',
  colour: 'green',
  order: 1,
  retired: true,
};
const codeOf = (id: CodeId) => (id === green.id ? green : undefined);
const field = (name: FieldName, value: FieldValue) =>
  fieldWords({ ...happened, type: 'field', field: name, value });

test('answers to questions are said in the order they are asked, and only those given', () => {
  expect(questionWords(undefined, codeOf)).toEqual([]);
  expect(questionWords({ poster: false, help: false }, codeOf)).toEqual([]);
  expect(
    questionWords(
      {
        privacyGiven: true,
        issue: 'Bins',
        likely: 4,
        consider: 'maybe',
        lastTime: green.id,
        how: 'post',
      },
      codeOf,
    ),
  ).toEqual([
    'Last time: G Green',
    'Might consider us',
    'How likely to vote: 4 of 5',
    'Votes by post',
    'Main issue: Bins',
    'Was told how their data is used',
  ]);
  expect(questionWords({ lastTime: 'codecodecodeGONE' as CodeId }, codeOf)).toEqual([
    'Last time: a code that is not in this book',
  ]);
});

test('a field says what it was set to, or that it was taken out', () => {
  expect(field('mobile', '07700 900123')).toBe('Mobile: 07700 900123');
  expect(field('mobile', null)).toBe('Mobile taken out');
  expect(field('flag:poster', true)).toBe('Will show a poster: on');
  expect(field('flag:poster', null)).toBe('Will show a poster: off');
});

test('a note is new, changed or taken out', () => {
  expect(noteWords({ ...happened, type: 'note', text: 'Dog' })).toBe('Note');
  expect(noteWords({ ...happened, type: 'note', text: 'Dog', over: [happened.id] })).toBe(
    'Note changed',
  );
  expect(noteWords({ ...happened, type: 'note', text: '', over: [happened.id] })).toBe(
    'Note taken out',
  );
});
