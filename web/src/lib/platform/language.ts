/**
 * Which language somebody reads in: what they chose on this device, else the first of the browser's
 * languages that there is, else English. Doesn't know any words.
 */

const storageKey = 'wardbook:language';

export type ReadLanguage = 'en' | 'cy';

/** `storage` may throw: some browsers block it. */
export function chosenLanguage(
  storage: () => Pick<Storage, 'getItem'>,
  languages: readonly string[],
): ReadLanguage {
  try {
    const stored = asLanguage(storage().getItem(storageKey) ?? '');
    if (stored) return stored;
  } catch {
    // Then the browser's own setting is the best answer there is.
  }
  return languages.map(asLanguage).find((language) => language !== undefined) ?? 'en';
}

/** Keeps the choice and loads the page anew: what is on it was written in the other language. */
export function chooseLanguage(choice: ReadLanguage, view: Window = window): void {
  try {
    view.localStorage.setItem(storageKey, choice);
  } catch {
    // Storage is blocked or full, so the page loaded anew would be in the same language again.
    return;
  }
  view.location.reload();
}

/** 'cy-GB' and 'cy' are Welsh. */
function asLanguage(tag: string): ReadLanguage | undefined {
  const [language] = tag.toLowerCase().split('-');
  return language === 'en' || language === 'cy' ? language : undefined;
}
