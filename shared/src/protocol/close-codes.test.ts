import { expect, test } from 'vitest';
import { closeCodes, closeReasonOf, isFinal } from './close-codes.ts';

test('[PROTO10] every close code is of one reason and lies in 4400 to 4599', () => {
  const codes = Object.values(closeCodes);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [reason, code] of Object.entries(closeCodes)) {
    expect(closeReasonOf(code)).toBe(reason);
    expect(Math.floor(code / 100)).toSatisfy((hundreds) => hundreds === 44 || hundreds === 45);
  }
  expect(closeReasonOf(1006)).toBeUndefined();
  expect(closeReasonOf(4499)).toBeUndefined();
});

test('[PROTO10] 4400 to 4499 are final and nothing else is', () => {
  for (let code = 1000; code < 5000; code++)
    if (isFinal(code) !== (code >= 4400 && code <= 4499)) expect.unreachable(`${code}`);
  for (const reason of ['membership-ended', 'removed', 'declined', 'invite-withdrawn'] as const)
    expect(isFinal(closeCodes[reason])).toBe(true);
  expect(isFinal(closeCodes['relay-stopping'])).toBe(false);
});
