/**
 * Help with typing a recovery sheet's words: which words of the list somebody may have meant. Knows
 * the list and nothing of what the words stand for.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** Every word of the list is told from the others by its first four letters. */
const tellingLetters = 4;

/**
 * Words of the list that are like `typed` (lower case), the likeliest first: those it begins, those
 * that begin alike, those one slip of a finger away.
 */
export function likelyWords(typed: string, countMax: number): string[] {
  if (typed === '') return [];
  const begun = wordlist.filter((word) => word.startsWith(typed));
  const alike =
    typed.length < tellingLetters
      ? []
      : wordlist.filter((word) => word.startsWith(typed.slice(0, tellingLetters)));
  const slips = wordlist.filter((word) => isOneSlip(typed, word));
  return [...new Set([...begun, ...slips, ...alike])].slice(0, countMax);
}

/** One letter wrong, missing or too many, or two that changed places. */
function isOneSlip(typed: string, word: string): boolean {
  if (Math.abs(typed.length - word.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === word[start]) start++;
  const rest = typed.slice(start);
  const due = word.slice(start);
  if (rest.slice(1) === due.slice(1) || rest.slice(1) === due || rest === due.slice(1)) return true;
  return rest.slice(2) === due.slice(2) && rest[0] === due[1] && rest[1] === due[0];
}
