/** What is good enough as a PIN or passphrase. Says nothing of how it is asked for. */

export const pinDigitsMin = 6;
export const passphraseMin = 10;
/** Nobody types more; a bound for what is stretched. */
export const secretMax = 200;

export type PinFault =
  'too-short' | 'too-long' | 'one-character' | 'run' | 'pattern' | 'well-known';

/** What people choose first, besides what the other rules refuse. */
const wellKnown = new Set([
  '102030',
  '112211',
  '131313',
  '142536',
  '147258',
  '147852',
  '159357',
  '159753',
  '246810',
  '258456',
  '369258',
  '741852',
  '789456',
  '456789',
  '963852',
  '1q2w3e4r5t',
  'password12',
  'password123',
  'qwertyuiop',
  'letmeinplease',
]);

export function isDigits(secret: string): boolean {
  return /^\d+$/.test(secret);
}

/** As it is used: without spaces around it, and among digits none at all. */
export function tidySecret(typed: string): string {
  const joined = typed.replaceAll(/\s/g, '');
  return isDigits(joined) ? joined : typed.trim();
}

/** Undefined when it will do. */
export function pinFault(secret: string): PinFault | undefined {
  const digits = isDigits(secret);
  if (secret.length < (digits ? pinDigitsMin : passphraseMin)) return 'too-short';
  if (secret.length > secretMax) return 'too-long';
  const lower = secret.toLowerCase();
  if (/^(.)\1*$/u.test(lower)) return 'one-character';
  if (wellKnown.has(lower)) return 'well-known';
  if (!digits) return undefined;
  if (isRun(secret)) return 'run';
  // 121212, 123123, 112233, 998877.
  if (/^(\d{2,3})\1+$/.test(secret)) return 'pattern';
  if (/^(?:(\d)\1)+$/.test(secret) && isRun(everySecond(secret))) return 'pattern';
  return undefined;
}

/** Each digit one more, or one less, than the one before it; after 9 comes 0. */
function isRun(digits: string): boolean {
  const steps = [...digits]
    .slice(1)
    .map((digit, at) => (Number(digit) - Number(digits[at]) + 10) % 10);
  return steps.every((step) => step === 1) || steps.every((step) => step === 9);
}

function everySecond(text: string): string {
  return [...text].filter((_, at) => at % 2 === 0).join('');
}
