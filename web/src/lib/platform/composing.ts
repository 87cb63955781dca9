// Owns the keys that are not the page's: while something else puts letters together (a keyboard for
// another script, an accent, dictation), Enter and Escape choose or drop a word, and arrows go through
// what it offers. No part of the page is told of them, so none has to ask.
// Doesn't know what keys mean here.

/** The code that a key has while it is not the page's. */
const notThePages = 229;

/** Gives what ends it. */
export function stopComposingKeys(page: EventTarget = window): () => void {
  const stop = (event: Event) => {
    if (event instanceof KeyboardEvent && isComposing(event)) event.stopImmediatePropagation();
  };
  page.addEventListener('keydown', stop, { capture: true });
  return () => page.removeEventListener('keydown', stop, { capture: true });
}

function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before it tells of the key that ended it, and the code is all it says.
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells these keys apart there.
  return event.isComposing || event.keyCode === notThePages;
}
