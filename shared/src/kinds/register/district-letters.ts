import { isPlainName } from '../../base/plain-name.ts';

export const districtLettersMax = 20;

/** District letters as the register writes them: 1 to 20 characters, all of which can be seen. */
export function isDistrictLetters(letters: string): boolean {
  const fits = letters.length > 0 && letters.length <= districtLettersMax;
  return fits && isPlainName(letters) && letters.trim() === letters;
}
