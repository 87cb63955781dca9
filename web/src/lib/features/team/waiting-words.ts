// How somebody who waits is called in front of keepers.

/** Their name was sealed for those who were keepers when they asked. */
export function waitingName(name: string): string {
  return name.trim() || 'Somebody whose name this device cannot read';
}
