import { describe, expect, test } from 'vitest';
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import { codeErrors, moved } from './code-order.ts';

const code = (letter: string, order: number): Code => ({
  id: letter as CodeId,
  letter,
  label: `Label ${letter}`,
  colour: 'red',
  order,
  retired: false,
});
const summary = (codes: readonly Code[]) => codes.map(({ letter, order }) => `${letter}${order}`);
const three = [code('A', 1), code('B', 2), code('C', 3)];

describe('moving a code', () => {
  test('changes places with its neighbour and touches no other', () => {
    expect(summary(moved(three, 'C' as CodeId, -1))).toEqual(['C2', 'B3']);
    expect(summary(moved(three, 'A' as CodeId, 1))).toEqual(['B1', 'A2']);
  });

  test('does nothing past the ends', () => {
    expect(moved(three, 'A' as CodeId, -1)).toEqual([]);
    expect(moved(three, 'C' as CodeId, 1)).toEqual([]);
    expect(moved(three, 'Z' as CodeId, 1)).toEqual([]);
  });

  test('parts codes that have the same number', () => {
    expect(summary(moved([code('A', 5), code('B', 5), code('C', 5)], 'B' as CodeId, 1))).toEqual([
      'A1',
      'C2',
      'B3',
    ]);
  });
});

describe('a code as it was typed', () => {
  test('is free when letter and label are there and the letter is its own', () => {
    expect(codeErrors({ letter: 'D', label: 'Do not know', colour: 'sky' }, three)).toEqual({});
  });

  test('is told what is wrong', () => {
    expect(codeErrors({ letter: ' a', label: '', colour: 'sky' }, three)).toEqual({
      letter: 'A already stands for Label A. Choose another.',
      label: 'Enter what this answer means.',
    });
    expect(codeErrors({ letter: 'ABCD', label: 'x'.repeat(61), colour: 'sky' }, three)).toEqual({
      letter: 'Use 3 letters or fewer.',
      label: 'Shorten this to 60 characters or fewer.',
    });
  });
});
