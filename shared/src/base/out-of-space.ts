/**
 * Whether an error says that there is no space left to store anything. Browsers have several names for
 * it, and libraries pass it on as the reason or in the words of an error of their own.
 */
const names = [
  'QuotaExceededError',
  // Firefox: of its storage for small things, and of files.
  'NS_ERROR_DOM_QUOTA_REACHED',
  'NS_ERROR_FILE_NO_DEVICE_SPACE',
];
/** DOMException's number for it, and Firefox's. */
const codes = [22, 1014];
/** In WebKit SQLite may say it beneath an error of no name. */
const words = /\bQuotaExceededError\b|\bdisk is full\b/;
/** How far down its reason is looked for. */
const depthMax = 4;

export function isOutOfSpace(error: unknown): boolean {
  for (let depth = 0; depth < depthMax && error instanceof Error; depth++) {
    if (names.includes(error.name) || words.test(error.message)) return true;
    // Elsewhere these numbers mean something else.
    // oxlint-disable-next-line typescript/no-deprecated -- some browsers of before say it by nothing else.
    if (error instanceof DOMException && codes.includes(error.code)) return true;
    error = error.cause;
  }
  return false;
}
