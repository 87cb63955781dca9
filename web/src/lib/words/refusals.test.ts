import { expect, test } from 'vitest';
import type { RefusalReason } from '@wardbook/shared/ledger/command';
import { refusalText } from './refusals.ts';

// As a record, so that a new reason without a test does not compile.
const reasons: Record<RefusalReason, true> = {
  'newer-book': true,
  'unknown-kind': true,
  'unknown-person': true,
  anonymous: true,
  'unknown-code': true,
  'not-allowed': true,
  'undone-too-often': true,
  'record-full': true,
  nothing: true,
};

test.each(Object.keys(reasons) as RefusalReason[])('%s is told in whole sentences', (reason) => {
  expect(refusalText(reason)).toMatch(/^[A-Z].*\.$/);
});
