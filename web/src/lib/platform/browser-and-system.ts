// Which browser and which system a page runs on, from what the browser says of itself, which is a
// guess. Doesn't know what they are called in front of people.

export type Agent = Partial<Pick<Navigator, 'userAgent' | 'maxTouchPoints'>>;

type Browser = 'edge' | 'opera' | 'samsung' | 'firefox' | 'chrome' | 'safari';

type System = 'iphone' | 'ipad' | 'android' | 'windows' | 'chromebook' | 'mac' | 'linux';

// Most browsers also name those that came before them, so the particular ones stand first.
const browsers: readonly (readonly [sign: RegExp, browser: Browser])[] = [
  [/\bEdg(e|A|iOS)?\//, 'edge'],
  [/\bOPR\/|\bOPT\//, 'opera'],
  [/\bSamsungBrowser\//, 'samsung'],
  [/\bFirefox\/|\bFxiOS\//, 'firefox'],
  [/Chrome\/|\bCriOS\/|\bChromium\//, 'chrome'],
  [/\bVersion\/.*\bSafari\//, 'safari'],
];
const systems: readonly (readonly [sign: RegExp, system: System])[] = [
  [/\biPhone\b/, 'iphone'],
  [/\biPad\b/, 'ipad'],
  [/\bAndroid\b/, 'android'],
  [/\bWindows\b/, 'windows'],
  [/\bCrOS\b/, 'chromebook'],
  [/\bMacintosh\b/, 'mac'],
  [/\bLinux\b/, 'linux'],
];

export function browserOf({ userAgent = '' }: Agent): Browser | undefined {
  return firstIn(browsers, userAgent);
}

export function systemOf({ userAgent = '', maxTouchPoints = 0 }: Agent): System | undefined {
  const system = firstIn(systems, userAgent);
  // An iPad says that it is a Mac, but no Mac has a screen to touch.
  return system === 'mac' && maxTouchPoints > 1 ? 'ipad' : system;
}

function firstIn<T>(signs: readonly (readonly [sign: RegExp, of: T])[], text: string) {
  return signs.find(([sign]) => sign.test(text))?.[1];
}
