// Keys that belong to whatever is putting letters together: a keyboard for another script, an accent,
// dictation. Enter and Escape then choose or drop a word, and mean nothing to the page.

/** The code that a key has while it is not the page's. */
const notThePages = 229;

export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before it tells of the key that ended it, and the code is all it says.
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells these keys apart there.
  return event.isComposing || event.keyCode === notThePages;
}
