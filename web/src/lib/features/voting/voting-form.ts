/** What is wrong with a line of the table as it was typed. Pure. */
import { bounds } from '@wardbook/shared/base/bounds';
import { isName } from '@wardbook/shared/base/is-name';
import * as said from '#lib/words/said/voting.ts';

export interface LetterErrors {
  readonly letter?: string;
  readonly source?: string;
}

/** `taken`: the letters of the table besides the one being changed. */
export function letterErrors(
  letter: string,
  source: string,
  taken: readonly string[],
): LetterErrors {
  return { letter: letterError(letter, taken), source: sourceError(source.trim()) };
}

function letterError(letter: string, taken: readonly string[]): string | undefined {
  if (!/^[A-Z]$/.test(letter)) return said.letterMissing();
  return taken.includes(letter) ? said.letterTaken({ letter }) : undefined;
}

function sourceError(source: string): string | undefined {
  if (isName(source)) return undefined;
  return source === '' ? said.sourceMissing() : said.sourceTooLong({ max: bounds.nameMax });
}
