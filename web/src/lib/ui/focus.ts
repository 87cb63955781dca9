// Owns the one rule for where focus goes when what had it is gone from sight. Attach it to the
// heading (with tabindex -1) of what has taken its place.

/** Takes focus when nothing in sight has it; leaves it alone otherwise. */
export function takeLostFocus(node: HTMLElement): void {
  // At the next frame, when what was left is gone or hidden.
  requestAnimationFrame(() => {
    const at = document.activeElement;
    const isLost = at === null || at === document.body || at.getClientRects().length === 0;
    if (isLost) node.focus({ preventScroll: true });
  });
}
