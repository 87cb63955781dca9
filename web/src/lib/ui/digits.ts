// Digits that people read to each other. Doesn't know what they stand for.

/** One by one, with a pause at each gap: a screen reader would make thousands of '0042 9170'. */
export function spokenDigits(digits: string): string {
  return digits
    .split(' ')
    .map((group) => [...group].join(' '))
    .join(', ');
}
