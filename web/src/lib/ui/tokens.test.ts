// Holds the tokens to their promise in every theme: 4.5:1 for words, 3:1 for edges of controls.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contrast } from './colour.ts';

const css = readFileSync(join(import.meta.dirname, '../../app.css'), 'utf8');

type Tokens = Record<string, string>;

function tokensIn(block: string): Tokens {
  const found = block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g);
  return Object.fromEntries([...found].map((match) => [match[1] ?? '', match[2] ?? '']));
}

const blocks = [...css.matchAll(/:root(\[data-theme='dark'\])? \{[^}]*\}/g)].map(
  (match) => match[0],
);
const light = tokensIn(blocks[0] ?? '');
const darkLaptop = { ...light, ...tokensIn(blocks[1] ?? '') };
const darkPhone = { ...darkLaptop, ...tokensIn(blocks[2] ?? '') };

const papers = ['paper', 'surface', 'sunken'];
const words: [string, string[]][] = [
  ['ink', [...papers, 'accent-soft', 'safe-soft', 'waiting-soft', 'danger-soft']],
  ['ink-soft', [...papers, 'accent-soft']],
  ['accent', [...papers, 'accent-soft']],
  ['safe', [...papers, 'safe-soft']],
  ['waiting', [...papers, 'waiting-soft']],
  ['danger', [...papers, 'danger-soft']],
  ['accent-ink', ['accent', 'accent-strong']],
  ['danger-ink', ['danger']],
];

describe.each([
  ['light', light],
  ['dark on laptops', darkLaptop],
  ['dark on phones', darkPhone],
])('the %s theme', (_name, tokens) => {
  const ratio = (one: string, other: string) => contrast(tokens[one] ?? '', tokens[other] ?? '');

  test('words can be read on every ground they stand on', () => {
    for (const [ink, grounds] of words) {
      for (const ground of grounds) {
        expect(ratio(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('edges of controls can be seen', () => {
    for (const ground of papers) {
      expect(ratio('edge', ground), `edge on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });
});

test('true black on phones', () => {
  expect(darkPhone['paper']).toBe('#000000');
  expect(darkLaptop['paper']).not.toBe('#000000');
});
