/** Names as council software writes them, taken apart and put together. Case is left alone. */

/** Put before the surname of somebody who is left out of the open register. */
const optedOutPrefix = /^\(z\)\s*/i;

export function stripOptedOut(name: string): { name: string; optedOut: boolean } {
  const stripped = name.replace(optedOutPrefix, '');
  return { name: stripped, optedOut: stripped !== name };
}

/** Begin a surname of several words. "Le" is not among them: it is a surname in itself. */
const particles = new Set(
  'al ap bin da das de del della den der di dos du el la mac mc o st st. van von'.split(' '),
);

/**
 * "Surname Forename Middle" -> surname and forenames. The surname is the first word, and the next
 * ones too while they begin surnames and a forename would remain; a comma settles it.
 */
export function splitWholeName(name: string): { surname: string; forenames: string } {
  const comma = name.indexOf(',');
  if (comma > 0) {
    return { surname: name.slice(0, comma).trim(), forenames: name.slice(comma + 1).trim() };
  }
  const words = name.split(' ');
  let surnameWords = 1;
  while (
    surnameWords < words.length - 1 &&
    particles.has((words[surnameWords - 1] ?? '').toLowerCase())
  ) {
    surnameWords += 1;
  }
  return {
    surname: words.slice(0, surnameWords).join(' '),
    forenames: words.slice(surnameWords).join(' '),
  };
}

/** Initials that only repeat the forenames are left out: "David Richard" with "R" or "DR". */
export function joinForenames(forenames: string, middle: string): string {
  if (middle === '') return forenames;
  const letters = middle.replace(/[\s.]/g, '').toUpperCase();
  const initials = forenames
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  const repeats = initials.length > 1 && (letters === initials || letters === initials.slice(1));
  return repeats ? forenames : `${forenames} ${middle}`.trim();
}

export function isAnonymousName(surname: string, forenames: string): boolean {
  const words = `${surname} ${forenames}`.trim().toLowerCase().split(/\s+/);
  return words.every((word) => word === 'anonymous');
}
