import { test } from 'vitest';
import type { Field } from '../base/fields.ts';
import { assertFieldLaws } from '../testing/field-laws.ts';
import { answer, field, memory, note, undo } from '../book/events.ts';

test.each<[string, Field<unknown>]>([
  ['an answer', answer],
  ['an undo', undo],
  ['a field', field],
  ['a note', note],
  ['something remembered', memory],
])('[BOOK2] what is written is read as it was, and whatever is read can be: %s', (_, event) => {
  assertFieldLaws(event);
});
