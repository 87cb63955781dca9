/** Work on a whole register at once, cut so that the page can draw and answer in between. */

/** An update of this size holds hundreds of people: looking into it is a task of its own. */
export const largeUpdateBytes = 64 * 1024;

/** A timer on purpose: what `scheduler.yield` puts off comes before the page is drawn again. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
