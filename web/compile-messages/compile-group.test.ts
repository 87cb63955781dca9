import { describe, expect, test } from 'vitest';
import { compileGroup, welshModule, type CompiledGroup } from './compile-group.ts';

const group = (en: object, cy?: object): CompiledGroup =>
  compileGroup({ name: 'r', en: json(en), cy: cy && json(cy) });
const json = (messages: object) => JSON.stringify(messages, undefined, 2);
const codeOf = (text: string) => group({ it: text }).module.split('export const it = ')[1]!.trim();

describe('a message becomes a function', () => {
  test('of nothing, of texts and of numbers', () => {
    expect(codeOf('Add a code')).toBe('(): string => `Add a code`;');
    expect(codeOf('{letter} moved up')).toBe(
      '(p: { letter: string }): string => `${p.letter} moved up`;',
    );
    expect(codeOf('{n, number} added')).toBe(
      '(p: { n: number }): string => `${numberText(p.n)} added`;',
    );
  });

  test('with the plurals of its language', () => {
    expect(codeOf('{n, plural, =0 {none} one {# is} other {# are}} here')).toBe(
      "(p: { n: number }): string => `${plural('en', p.n, { '=0': `none`, one: `${numberText(p.n)} is`, other: `${numberText(p.n)} are` })} here`;",
    );
  });

  test('with choices, each of them named in its type', () => {
    expect(codeOf('{role, select, keeper {Keeper} reader {Reader}}')).toBe(
      "(p: { role: 'keeper' | 'reader' }): string => ({ keeper: `Keeper`, reader: `Reader` })[p.role];",
    );
  });

  test('of parts, where it has marks', () => {
    expect(codeOf('It is <b>{name}</b>, free.')).toBe(
      "(p: { name: string }): readonly Part<'b'>[] => [`It is `, { mark: 'b', text: p.name }, `, free.`];",
    );
    expect(codeOf('{n, plural, one {<b>#</b> door} other {# doors}}')).toContain(
      "[...plural('en', p.n, { one: [{ mark: 'b', text:",
    );
  });

  test('and what a template literal would read stays text', () => {
    const text = 'A `tick`, a \\ and $'.concat("'{'name'}'");
    expect(codeOf(text)).toBe('(): string => `A \\`tick\\`, a \\\\ and \\${name}`;');
  });
});

describe('two languages', () => {
  test('what has no Welsh is English, and knows of no other', () => {
    const { module, welsh } = group({ a: 'Door', b: 'Letter' }, { b: 'Llythyren' });
    expect(module).toContain('export const a = (): string => `Door`;');
    expect(module).toContain(
      "export const b = /* @__PURE__ */ said('r.b', (): string => `Letter`);",
    );
    expect(welsh).toEqual(["  'r.b': (): string => `Llythyren`,"]);
    expect(welshModule([group({ a: 'A' }, { a: 'B' })])).toContain("'r.a': (): string => `B`,");
  });

  test('Welsh has its own plural forms and may do without a parameter', () => {
    const en = '{n, plural, one {# dog} other {# dogs}} of {name}';
    const { welsh } = group({ a: en }, { a: '{n, plural, two {# gi} many {# chi} other {# ci}}' });
    expect(welsh[0]).toContain(
      "(p: { n: number; name: string }): string => plural('cy', p.n, { two:",
    );
  });
});

test.each([
  ['no ICU', { a: 'An {unclosed' }, /r\.a: Not ICU/],
  ['space at an end', { a: 'Add ' }, /space at its ends/],
  ['nothing', { a: '' }, /neither empty/],
  ['a key that is no name', { 'a-b': 'x' }, /written likeThis/],
  [
    'a key that makes a promise of the module',
    JSON.parse('{"then":"x"}') as object,
    /cannot be called so/,
  ],
  ['a message that is no text', { a: 1 }, /one text/],
  [
    'a form that English has not',
    { a: '{n, plural, two {x} other {y}}' },
    /no plural form called two/,
  ],
  ['no form for the rest', { a: '{n, plural, one {x}}' }, /called "other"/],
  ['a choice that hides new cases', { a: '{n, select, a {x} other {y}}' }, /names each/],
  ['an ordinal', { a: '{n, selectordinal, other {x}}' }, /plain plurals/],
  ['a date', { a: '{n, date}' }, /words\/dates/],
  ['a number with a style', { a: '{n, number, percent}' }, /no style/],
  ['a mark within a mark', { a: '<a>x <b>y</b></a>' }, /no other mark/],
  ['one name for two things', { a: '{n} {n, number}' }, /used as string and as number/],
])('%s is refused', (_what, en, why) => {
  expect(() => group(en)).toThrow(why);
});

test.each([
  ['a key that English has not', { b: 'x' }, /r\.b: It is in Welsh/],
  ['a parameter that English has not', { a: '{other}' }, /\{other\} is string/],
  ['a mark that English has not', { a: '{name} <b>x</b>' }, /other marks/],
])('Welsh with %s is refused', (_what, cy, why) => {
  expect(() => group({ a: 'For {name}' }, cy)).toThrow(why);
});

test('a key that is there twice is refused', () => {
  const en = '{\n  "a": "x",\n  "a": "y"\n}';
  expect(() => compileGroup({ name: 'r', en, cy: undefined })).toThrow(/r\.a: It is there twice/);
});
