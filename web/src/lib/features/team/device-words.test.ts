import { expect, test } from 'vitest';
import type { Member } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { comingDevice, devicesLine, leftText } from './device-words.ts';

test.each([
  ['Moira', 1, 'Firefox on Android', 'Moira’s second device (Firefox on Android)'],
  [undefined, 2, ' Phone ', 'Your third device (Phone)'],
  ['Moira', 1, '', 'Moira’s second device'],
  ['Moira', 40, 'Phone', 'Moira’s next device (Phone)'],
])('a device that waits is its person’s: %s %i %s', (owner, known, name, words) => {
  expect(comingDevice(owner, known, name)).toBe(words);
});

test('somebody’s devices in one line', () => {
  const [phone, laptop] = ['phone', 'laptop'] as DeviceId[];
  const names = new Map([[phone, 'Phone']]);
  const line = (...devices: (DeviceId | undefined)[]) =>
    devicesLine(
      { devices: devices.map((device) => ({ device }) as Member) },
      (device) => names.get(device),
      phone!,
    );
  expect(line(phone)).toBe('Phone (this one)');
  expect(line(laptop)).toBe('A device');
  expect(line(laptop, phone)).toBe('2 devices: A device, Phone (this one)');
});

test.each([
  [15 * 60_000, 'another 15 minutes'],
  [15 * 60_000 + 900, 'another 15 minutes'],
  [91_000, 'another 2 minutes'],
  [60_000, 'another 60 seconds'],
  [900, 'another second'],
  [-5, 'another 0 seconds'],
])('%i ms left: %s', (ms, words) => {
  expect(leftText(ms)).toBe(words);
});
