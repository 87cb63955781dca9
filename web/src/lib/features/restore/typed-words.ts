// The words of a recovery sheet as they are being typed: which are in the list, and what somebody may
// have meant. Doesn't know what the words stand for.
import {
  isRecoverySheetWord,
  recoverySheetWordCount,
} from '@wardbook/shared/sealing/recovery-sheet';
import { likelyWords } from '@wardbook/shared/sealing/recovery-sheet-words';
import * as said from '#lib/words/said/restore.ts';

export interface TypedWord {
  readonly text: string;
  /** Where it stands in what was typed. */
  readonly start: number;
  /** `begun`: still being typed. `strange`: in no list. */
  readonly state: 'good' | 'begun' | 'strange';
  /** What it may be; none for a good one. */
  readonly likely: readonly string[];
}

const likelyMax = 3;

export function typedWords(typed: string): TypedWord[] {
  return [...typed.matchAll(/[a-z]+/gi)].map(({ 0: found, index: start }) => {
    const text = found.toLowerCase();
    if (isRecoverySheetWord(text)) return { text, start, state: 'good', likely: [] };
    const isLast = start + found.length === typed.length;
    const likely = likelyWords(text, likelyMax);
    const state = isLast && likely.some((word) => word.startsWith(text)) ? 'begun' : 'strange';
    return { text, start, state, likely };
  });
}

/** What was typed, with one word put right. A space follows the last one, for the next. */
export function withWord(typed: string, { start, text }: TypedWord, word: string): string {
  const rest = typed.slice(start + text.length);
  return `${typed.slice(0, start)}${word}${rest === '' ? ' ' : rest}`;
}

/** What is wrong with the words as a whole, in a sentence; `isSheet` if their checksum holds. */
export function wordsError(
  words: readonly TypedWord[],
  isRecoverySheet: boolean,
): string | undefined {
  if (isRecoverySheet) return undefined;
  const count = recoverySheetWordCount;
  if (words.length === 0) return said.typeWords({ count });
  const strange = words.findIndex(({ state }) => state !== 'good');
  if (strange >= 0)
    return said.onNoRecoverySheet({ place: strange + 1, word: words[strange]!.text });
  const typed = words.length;
  if (typed < count) return said.tooFewWords({ typed, count });
  return typed > count ? said.tooManyWords({ typed, count }) : said.wrongWord();
}
