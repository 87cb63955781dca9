/** Moves the keyboard and the screen reader to a new step's heading, once it is there. */
export function focusFirst(heading: HTMLElement): void {
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'nearest' });
}
