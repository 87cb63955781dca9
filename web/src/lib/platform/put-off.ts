// Owns what somebody does not want to be told again for a while. Where the browser stores nothing it
// holds for this visit only, which is the page's own matter.
// Doesn't know what it is about: its names must say nothing of any book.

const prefix = 'wardbook:put-off:';
const weekMs = 7 * 24 * 60 * 60 * 1000;

/** Whether it was put off within the last week. `now` in ms since 1970. */
export function isPutOff(what: string, now: number, storage: Storage = localStorage): boolean {
  try {
    const at = Number(storage.getItem(prefix + what) ?? Number.NaN);
    // A clock that was put back puts nothing off for longer.
    return now - at < weekMs && at <= now;
  } catch {
    return false;
  }
}

export function putOff(what: string, now: number, storage: Storage = localStorage): void {
  try {
    storage.setItem(prefix + what, String(now));
  } catch {
    // Storage is blocked or full: it will be said again at the next start.
  }
}
