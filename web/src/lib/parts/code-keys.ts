/** Codes by the keys of a keyboard: those of one letter that are still offered. Pure. */
import type { Code } from '@wardbook/shared/kinds/code/code';

export function keyedCodes(codes: readonly Code[]): Code[] {
  return codes.filter(({ letter, retired }) => !retired && letter.length === 1);
}

/** The code that a key, as the browser names it, stands for. */
export function codeForKey(codes: readonly Code[], key: string): Code | undefined {
  const letter = key.toUpperCase();
  return keyedCodes(codes).find((code) => code.letter.toUpperCase() === letter);
}
