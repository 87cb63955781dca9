import { refine, text } from '../../base/fields.ts';
import { isPlainName } from '../../base/plain-name.ts';

export const districtLettersMax = 20;
/** Districts of one edition. A whole council has some hundreds. */
export const districtsMax = 1_000;

/** District letters as the register writes them: 1 to 20 characters, all of which can be seen. */
export function isDistrictLetters(letters: string): boolean {
  const fits = letters.length > 0 && letters.length <= districtLettersMax;
  return fits && isPlainName(letters) && letters.trim() === letters;
}

export const districtLetters = refine(text(districtLettersMax), (letters) =>
  isDistrictLetters(letters) ? letters : undefined,
);
