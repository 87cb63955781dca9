import { describe, expect, test } from 'vitest';
import { pinFault, tidySecret } from './pin-rules.ts';

describe('[LOCK4] a PIN or passphrase', () => {
  test.each([
    ['', 'too-short'],
    ['40291', 'too-short'],
    ['short one', 'too-short'],
    ['000000', 'one-character'],
    ['99999999', 'one-character'],
    ['aaaaaaaaaaaa', 'one-character'],
    ['123456', 'run'],
    ['876543', 'run'],
    ['678901', 'run'],
    ['210987', 'run'],
    ['121212', 'pattern'],
    ['123123', 'pattern'],
    ['112233', 'pattern'],
    ['998877', 'pattern'],
    ['159753', 'well-known'],
    ['Password123', 'well-known'],
    ['x'.repeat(100) + 'y'.repeat(101), 'too-long'],
  ])('%s is refused: %s', (secret, fault) => {
    expect(pinFault(secret)).toBe(fault);
  });

  test.each(['402918', '100000', '194806', '1122334', 'four wet doors', '19 High Road'])(
    '%s will do',
    (secret) => {
      expect(pinFault(secret)).toBeUndefined();
    },
  );

  test('is used without spaces around it, a PIN without any', () => {
    expect(tidySecret(' 402 918 ')).toBe('402918');
    expect(tidySecret(' four wet doors ')).toBe('four wet doors');
  });
});
