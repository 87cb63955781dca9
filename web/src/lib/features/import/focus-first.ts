/** Moves the keyboard and the screen reader to where a new step begins, and shows it. */
export function focusFirst(beginning: HTMLElement): void {
  beginning.focus({ preventScroll: true });
  beginning.scrollIntoView({ block: 'nearest' });
}
