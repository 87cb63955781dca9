import { expect, test } from 'vitest';
import { deviceNameMax } from '@wardbook/shared/kinds/device/device';
import { guessDeviceName } from './device-name.ts';

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const android = 'Mozilla/5.0 (Linux; Android 15; Pixel 8)';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

test.each([
  [`${windows} Gecko/20100101 Firefox/133.0`, 0, 'Firefox on Windows'],
  [`${windows} ${blink} Safari/537.36`, 10, 'Chrome on Windows'],
  [`${windows} ${blink} Safari/537.36 Edg/131.0.0.0`, 0, 'Edge on Windows'],
  [`${windows} ${blink} Safari/537.36 OPR/115.0.0.0`, 0, 'Opera on Windows'],
  [`${mac} ${webkit} Version/18.1 Safari/605.1.15`, 0, 'Safari on a Mac'],
  [`${mac} ${webkit} Version/18.1 Safari/605.1.15`, 5, 'Safari on iPad'],
  [`${iphone} ${webkit} Version/18.1 Mobile/15E148 Safari/604.1`, 5, 'Safari on iPhone'],
  [`${iphone} ${webkit} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`, 5, 'Chrome on iPhone'],
  [`${iphone} ${webkit} FxiOS/133.0 Mobile/15E148 Safari/605.1.15`, 5, 'Firefox on iPhone'],
  [`${android} ${blink} Mobile Safari/537.36`, 5, 'Chrome on Android'],
  [
    `${android} ${blink} SamsungBrowser/27.0 Mobile Safari/537.36`,
    5,
    'Samsung Internet on Android',
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0', 5, 'Firefox on Android'],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Safari/537.36`, 0, 'Chrome on a Chromebook'],
  [
    `Mozilla/5.0 (X11; Linux x86_64) ${blink.replace('Chrome', 'HeadlessChrome')}`,
    0,
    'Chrome on Linux',
  ],
  [`${iphone} ${webkit} Mobile/15E148`, 5, 'iPhone'],
  ['Something new', 0, undefined],
  ['', 0, undefined],
])('%s', (userAgent, maxTouchPoints, name) => {
  expect(guessDeviceName({ userAgent, maxTouchPoints })).toBe(name);
});

test('a guess always fits what a device can be called', () => {
  for (const browser of ['Firefox/1', 'SamsungBrowser/1', ''])
    for (const system of ['Windows', 'CrOS', 'Macintosh', 'iPhone'])
      expect(guessDeviceName({ userAgent: `${system} ${browser}` })!.length).toBeLessThanOrEqual(
        deviceNameMax,
      );
  expect(guessDeviceName({})).toBeUndefined();
});
