import { expect, test } from 'vitest';
import { surroundings } from './home-screen.ts';

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const safari = `${webkit} Version/18.1 Mobile/15E148 Safari/604.1`;
const iphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${safari}`;
const mac = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.1 Safari/605.1.15`;
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';
const android = `Mozilla/5.0 (Linux; Android 15; Pixel 8) ${chrome} Mobile Safari/537.36`;
const windows = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`;

function at(userAgent: string, more: object = {}, isStandalone = false) {
  const matchMedia = (query: string) => ({
    matches: isStandalone && query === '(display-mode: standalone)',
  });
  return surroundings({ navigator: { userAgent, ...more }, matchMedia });
}

test('[PHONE5] a page knows what it runs on and whether it was opened from the Home Screen', () => {
  expect(at(iphone)).toEqual({ isInstalled: false, system: 'apple-phone', forgets: true });
  const home = { isInstalled: true, system: 'apple-phone', forgets: false };
  expect(at(iphone, { standalone: true })).toEqual(home);
  expect(at(mac, { maxTouchPoints: 5 }, true)).toEqual(home);
  expect(at(mac)).toEqual({ isInstalled: false, system: 'computer', forgets: true });
  expect(at(iphone.replace('Version/18.1', 'CriOS/131.0')).forgets).toBe(true);
  expect(at(android)).toEqual({ isInstalled: false, system: 'android', forgets: false });
  expect(at(android, {}, true).isInstalled).toBe(true);
  expect(at(windows)).toEqual({ isInstalled: false, system: 'computer', forgets: false });
  expect(at('')).toEqual({ isInstalled: false, system: 'computer', forgets: false });
});
