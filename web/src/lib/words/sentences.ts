/** Whole sentences, one after the other. */
export function sentences(...all: readonly (string | undefined)[]): string {
  return all.filter((sentence) => sentence !== undefined).join(' ');
}
