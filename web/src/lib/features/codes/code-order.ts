// Putting codes in another order, and what is wrong with a code as it was typed.
import { codeLetterMax, codeLabelMax } from '@wardbook/shared/kinds/code/code';
import type { Code, CodeColour, CodeId } from '@wardbook/shared/kinds/code/code';
import * as said from '#lib/words/said/codes.ts';

/**
 * The codes whose place changes when one moves a step up (-1) or down (1). All are numbered again
 * from 1, so that two which got the same number on two devices part.
 */
export function moved(offered: readonly Code[], id: CodeId, step: -1 | 1): Code[] {
  const from = offered.findIndex((code) => code.id === id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= offered.length) return [];
  const next = [...offered];
  next.splice(to, 0, ...next.splice(from, 1));
  return next.flatMap((code, index) =>
    code.order === index + 1 ? [] : { ...code, order: index + 1 },
  );
}

export interface CodeForm {
  letter: string;
  label: string;
  colour: CodeColour;
}

export interface CodeErrors {
  readonly letter?: string;
  readonly label?: string;
}

/** `others`: the codes offered besides the one being edited. */
export function codeErrors(form: CodeForm, others: readonly Code[]): CodeErrors {
  return { letter: letterError(form.letter.trim(), others), label: labelError(form.label.trim()) };
}

function letterError(letter: string, others: readonly Code[]): string | undefined {
  if (letter === '') return said.letterMissing();
  if (letter.length > codeLetterMax) return said.letterTooLong({ max: codeLetterMax });
  const taken = others.find((code) => sameLetter(code.letter, letter));
  return taken && said.letterTaken({ letter: taken.letter, meaning: taken.label });
}

function labelError(label: string): string | undefined {
  if (label === '') return said.meaningMissing();
  return label.length > codeLabelMax ? said.meaningTooLong({ max: codeLabelMax }) : undefined;
}

function sameLetter(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
