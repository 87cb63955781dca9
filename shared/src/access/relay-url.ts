/** What a relay's address looks like. */

/** Relays that a book can be on at once. */
export const relaysMax = 4;
export const relayUrlBytesMax = 200;

/**
 * Host by name or number, perhaps a port, a path. Spelt out, because relay and devices must agree, and
 * not every browser's `URL` refuses what Node's does: a space within a host, for one.
 */
export const relayUrlForm =
  /^wss?:\/\/([a-z\d]([a-z\d.-]*[a-z\d])?|\[[a-f\d:.]+\])(:[1-9]\d{0,4})?(\/[\w.~-]+)*\/?$/;

/** A ws or wss address with a path and nothing secret in it, written the one way there is. */
export function isRelayUrl(text: string): boolean {
  if (text.length > relayUrlBytesMax || !relayUrlForm.test(text) || !URL.canParse(text))
    return false;
  return new URL(text).href === text;
}
