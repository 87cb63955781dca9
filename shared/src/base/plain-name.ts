/**
 * Names and labels as people can tell them apart by looking. Characters that draw nothing, turn the
 * direction of what follows or break the line make two names look alike, or hide a part of one: they
 * are refused where somebody types them, and shown for what they are where another device sent them.
 */

/** What stands for each of them. */
const shown = '\uFFFD';

// Ignorable by default are zero-width and bidirectional signs, joiners, selectors and fillers; then
// control characters, line and paragraph ends, halves of pairs, private and impossible ones, and the
// blank that Braille has.
const unseen =
  /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u2800]/gu;

/** Whether there is nothing in it that could not be seen. */
export function isPlainName(text: string): boolean {
  return shownName(text) === text;
}

/** The same, with everything that could not be seen made to be. */
export function shownName(text: string): string {
  return text.replace(unseen, shown);
}

/** Alike for names that look alike but for case, spacing and the form of their letters. */
export function nameKey(text: string): string {
  return shownName(text).normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
