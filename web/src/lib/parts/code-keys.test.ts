import { expect, test } from 'vitest';
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import { codeForKey, keyedCodes } from './code-keys.ts';

const code = (letter: string, retired = false): Code => ({
  id: `code${letter.padEnd(12, '0')}` as CodeId,
  letter,
  label: letter,
  colour: 'red',
  order: 1,
  retired,
});

test('a key stands for a code of one letter that is still offered', () => {
  const codes = [code('L', true), code('LD'), code('G'), code('L')];
  expect(keyedCodes(codes)).toEqual([codes[2], codes[3]]);
  expect(codeForKey(codes, 'g')).toBe(codes[2]);
  expect(codeForKey(codes, 'l')).toBe(codes[3]);
  expect(codeForKey(codes, 'Enter')).toBeUndefined();
});
