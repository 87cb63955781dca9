import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import { assertFieldLaws } from '../testing/field-laws.ts';
import {
  as,
  count,
  flag,
  lenient,
  list,
  name,
  oneOf,
  optional,
  or,
  record,
  refine,
  text,
  yesOrNo,
  type Field,
  type ValueOf,
} from './fields.ts';
import type { Brand } from './ids.ts';

type PersonId = Brand<string, 'PersonId'>;
type CodeId = Brand<string, 'CodeId'>;
const idForm = /^[A-Za-z0-9_-]{16}$/;
const personId = text<PersonId>(16, idForm);
const codeId = text<CodeId>(16, idForm);

// An answer at a door: a whole event with its rules, as a kind of record is declared.
const questions = record({
  likely: lenient(optional(oneOf([1, 2, 3, 4, 5]))),
  how: lenient(optional(oneOf(['post', 'person']))),
  poster: lenient(optional(yesOrNo)),
});
const answer = refine(
  record({
    at: count(7_258_118_400_000),
    type: as('t', oneOf(['answer'])),
    person: as('p', personId),
    outcome: as('o', oneOf(['spoke', 'not-in', 'refused'])),
    code: as('c', optional(codeId)),
    questions: as('q', lenient(optional(questions))),
    note: as('n', optional(text(4_000))),
    over: or(list(personId, 3), []),
    retracted: as('z', flag),
  }),
  // A code is what somebody said, so there is one only where they were spoken to.
  (event) => (event.code === undefined || event.outcome === 'spoke' ? event : undefined),
);
type Answer = ValueOf<typeof answer>;

const [person, code] = ['AAAAAAAAAAAAAAAA' as PersonId, 'BBBBBBBBBBBBBBBB' as CodeId];
const stored = { at: 5, t: 'answer', p: person, o: 'spoke' };
const read = {
  at: 5,
  type: 'answer',
  person,
  outcome: 'spoke',
  over: [],
  retracted: false,
} as const;

describe('an answer', () => {
  test('its type follows from its table', () => {
    expectTypeOf<Answer>().toEqualTypeOf<{
      readonly at: number;
      readonly type: 'answer';
      readonly person: PersonId;
      readonly outcome: 'spoke' | 'not-in' | 'refused';
      readonly over: readonly PersonId[];
      readonly retracted: boolean;
      readonly code?: CodeId;
      readonly questions?: {
        readonly likely?: 1 | 2 | 3 | 4 | 5;
        readonly how?: 'post' | 'person';
        readonly poster?: boolean;
      };
      readonly note?: string;
    }>();
  });

  test('[FIELD1] what is as usual is not stored, and read as it was', () => {
    expect(answer.write(read)).toStrictEqual(stored);
    expect(answer.parse(stored)).toStrictEqual(read);
    const marked = { ...read, note: 'later', over: [person], retracted: true };
    const kept = { ...stored, n: 'later', over: [person], z: true };
    expect(answer.write(marked)).toStrictEqual(kept);
    expect(answer.parse(kept)).toStrictEqual(marked);
  });

  test('[FIELD3] has a code only where somebody was spoken to, from others and from here', () => {
    expect(answer.parse({ ...stored, c: code })).toStrictEqual({ ...read, code });
    expect(answer.parse({ ...stored, c: code, o: 'not-in' })).toBeUndefined();
    expect(answer.write({ ...read, code, outcome: 'not-in' })).toBeUndefined();
  });

  test('[FIELD4] a question that cannot be read is left out alone; another part costs the whole', () => {
    const q = { likely: 5, how: 'by proxy', poster: 'yes' };
    expect(answer.parse({ ...stored, q })).toStrictEqual({ ...read, questions: { likely: 5 } });
    expect(answer.parse({ ...stored, q: 'none' })).toStrictEqual(read);
    for (const bad of [{ c: 'x' }, { n: 5 }, { over: [7] }, { z: 'yes' }, { p: undefined }])
      expect(answer.parse({ ...stored, ...bad })).toBeUndefined();
  });

  test('[FIELD4] of our own nothing is left out: it is refused', () => {
    const likely = 9 as 5;
    expect(answer.write({ ...read, questions: { likely, how: 'post' } })).toBeUndefined();
  });

  test('[FIELD2] a key that the table does not know is passed over, whatever it means to JavaScript', () => {
    const hostile = JSON.parse('{"__proto__":{"n":1},"constructor":1,"newer":2}') as object;
    expect(answer.parse({ ...stored, ...hostile })).toStrictEqual(read);
    expect(answer.parse(Object.assign(hostile, stored))).toStrictEqual(read);
    expect(answer.parse(Object.setPrototypeOf({}, stored))).toBeUndefined();
  });

  test('[FIELD2] is the same JSON in whatever order it was stored', () => {
    const shuffled = fc.shuffledSubarray(Object.entries(stored), { minLength: 4 });
    fc.assert(
      fc.property(shuffled, (entries) => {
        const value = answer.parse(Object.fromEntries(entries));
        expect(JSON.stringify(value)).toBe(JSON.stringify(answer.parse(stored)));
      }),
    );
  });
});

// Somebody with an anonymous entry has a number, and no name whatever was stored.
const elector = refine(
  record({
    number: as('n', text(64)),
    surname: as('l', or(text(200), '')),
    isAnonymous: as('z', lenient(flag)),
  }),
  (value) => (value.isAnonymous ? { ...value, surname: '' } : value),
);

test('[FIELD3] a rule may take away what must not be there, when reading and when writing', () => {
  expect(elector.parse({ n: '1', l: 'Lee', z: true })).toMatchObject({ surname: '' });
  const written = elector.write({ number: '1', surname: 'Lee', isAnonymous: true });
  expect(written).toStrictEqual({ n: '1', z: true });
});

test('[FIELD4] a fallback holds where nothing is stored, and where lenient for what is unreadable', () => {
  const colour = oneOf(['slate', 'red']);
  const codes = record({ strict: or(colour, 'slate'), colour: lenient(or(colour, 'slate')) });
  expect(codes.parse({})).toStrictEqual({ strict: 'slate', colour: 'slate' });
  expect(codes.parse({ colour: 'mauve' })).toStrictEqual({ strict: 'slate', colour: 'slate' });
  expect(codes.parse({ strict: 'mauve' })).toBeUndefined();
});

test.each<[string, Field<unknown>, within: unknown[], beyond: unknown[]]>([
  ['text', text(3), ['', 'abc', '\u{1F600}a'], ['abcd', '\u{1F600}\u{1F600}', '\uD800', 1, null]],
  ['text of a form', text(4, /^[a-z]+$/), ['a', 'abcd'], ['', 'abcde', 'A', 'a\n', ['a']]],
  ['a name', name(3), ['', 'Ann', 'A\u00F1'], ['Anna', 1]],
  ['a count', count(9), [0, 9], [-1, 10, 0.5, NaN, '1', 1n]],
  ['one of', oneOf(['a', 1, null]), ['a', 1, null], ['b', '1', 0]],
  ['yes or no', yesOrNo, [true, false], [1, 0, 'true', null]],
  ['a list', list(count(1), 2), [[], [0, 1]], [[0, 0, 0], [2], [undefined], '01', { length: 0 }]],
  ['a record', record({ a: count(1) }), [{ a: 1 }], [{}, { a: 2 }, [1], null, new Map([['a', 1]])]],
])('[FIELD2] %s, both ways up to its bound and no further', (_, field, within, beyond) => {
  for (const value of within) {
    expect(field.parse(value)).toStrictEqual(value);
    expect(field.write(value)).toStrictEqual(value);
  }
  for (const value of beyond) expect(field.parse(value)).toBeUndefined();
});

test('[FIELD2] a name is read with everything in it to be seen', () => {
  expect(name(9).parse('A\u202En')).toBe('A\uFFFDn');
});

test.each<[string, Field<unknown>]>([
  ['a text', text(5)],
  ['an id', personId],
  ['a name', name(5)],
  ['a count', count(Number.MAX_SAFE_INTEGER)],
  ['a list', list(name(3), 4)],
  ['questions', questions],
  ['an answer', answer],
  ['an elector', elector],
  ['records in a list in a record', record({ all: as('a', list(elector, 3)) })],
])('[FIELD1] what is written is read as it was, and whatever is read can be: %s', (_, field) => {
  assertFieldLaws(field);
});

test('what is drawn for tests is of all sorts', () => {
  const seen = fc.sample(arbitraryOf(answer), 300);
  expect(new Set(seen.map((event) => event.outcome)).size).toBe(3);
  for (const part of ['code', 'questions', 'note'] as const) {
    expect(seen.some((event) => event[part] === undefined)).toBe(true);
    expect(seen.some((event) => event[part] !== undefined)).toBe(true);
  }
});
