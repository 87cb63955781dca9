// Whether somebody really has the recovery sheet on paper: three of its words, asked by number.
import type { RandomBytes } from '@wardbook/shared/base/ports';
import { wordsIn } from '@wardbook/shared/sealing/recovery-sheet';

const askedWords = 3;

/** Places of the words to ask for, from 0, in order. */
export function pickPlaces(count: number, random: RandomBytes): number[] {
  const places = Array.from({ length: count }, (_, place) => place);
  const picked: number[] = [];
  while (picked.length < askedWords && places.length > 0)
    picked.push(...places.splice(random(1)[0]! % places.length, 1));
  return picked.sort((a, b) => a - b);
}

/** Whether what was typed is that word, in whatever case and spacing. */
export function isWord(typed: string, word: string): boolean {
  const [first, ...more] = wordsIn(typed);
  return more.length === 0 && first === word;
}
