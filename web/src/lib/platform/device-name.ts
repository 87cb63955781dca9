// Guesses what a person would call the device they are at, from what its browser says of itself.
// A first suggestion only: people change it. Doesn't know where it is kept.

type Browser = Partial<Pick<Navigator, 'userAgent' | 'maxTouchPoints'>>;

// Most browsers also name those that came before them, so the particular ones stand first.
const browsers: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOPT\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'a Chromebook'],
  [/\bMacintosh\b/, 'a Mac'],
  [/\bLinux\b/, 'Linux'],
];

/** 'Firefox on Windows'; undefined where the browser says nothing that is understood. */
export function guessDeviceName(browser: Browser = navigator): string | undefined {
  const [name, system] = [browserOf(browser), systemOf(browser)];
  return name && system ? `${name} on ${system}` : (system && places[system]) || name;
}

export function browserOf({ userAgent = '' }: Browser): string | undefined {
  return nameIn(browsers, userAgent);
}

export function systemOf({ userAgent = '', maxTouchPoints = 0 }: Browser): string | undefined {
  const system = nameIn(systems, userAgent);
  // An iPad says that it is a Mac, but no Mac has a screen to touch.
  return system === 'a Mac' && maxTouchPoints > 1 ? 'iPad' : system;
}

/** The system alone, where the browser is not known. */
const places: Readonly<Record<string, string>> = {
  iPhone: 'iPhone',
  iPad: 'iPad',
  Android: 'Android device',
  Windows: 'Windows computer',
  'a Chromebook': 'Chromebook',
  'a Mac': 'Mac',
  Linux: 'Linux computer',
};

function nameIn(
  signs: readonly (readonly [sign: RegExp, name: string])[],
  userAgent: string,
): string | undefined {
  return signs.find(([sign]) => sign.test(userAgent))?.[1];
}
