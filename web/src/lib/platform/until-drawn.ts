/** A page out of sight draws nothing; then this long is waited instead. */
const unseenMs = 1_000;

/**
 * Resolves once the page has drawn what is in it now: for work that can wait until there is
 * something to look at.
 */
export function untilDrawn(): Promise<void> {
  return new Promise((resolve) => {
    const canDraw = 'requestAnimationFrame' in globalThis;
    setTimeout(resolve, canDraw ? unseenMs : 0);
    // The frame is drawn after this call; a task that it asks for comes behind it.
    if (canDraw) requestAnimationFrame(() => setTimeout(resolve, 0));
  });
}
