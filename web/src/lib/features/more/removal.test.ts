import { describe, expect, test } from 'vitest';
import { lossesOf, type Removal } from './removal.ts';

const harmless: Removal = {
  waiting: 0,
  isDemo: false,
  isKeeper: true,
  others: 3,
  otherKeepers: 1,
  hasRecoverySheet: false,
};

describe('what removing a book would lose', () => {
  test('nothing, when all is shared and another keeper remains', () => {
    expect(lossesOf(harmless)).toEqual([]);
    expect(lossesOf({ ...harmless, isKeeper: false, otherKeepers: 1 })).toEqual([]);
  });

  test('changes that are here only', () => {
    expect(lossesOf({ ...harmless, waiting: 12 })).toEqual([
      expect.stringMatching(/^12 changes are/),
    ]);
    expect(lossesOf({ ...harmless, waiting: 1 })).toEqual([expect.stringMatching(/^1 change is/)]);
  });

  test('the only copy, and the only keeper', () => {
    expect(lossesOf({ ...harmless, others: 0, otherKeepers: 0 })[0]).toMatch(/^Nobody else/);
    expect(lossesOf({ ...harmless, otherKeepers: 0 })[0]).toMatch(/only keeper/);
    expect(lossesOf({ ...harmless, isKeeper: false, otherKeepers: 0 })).toEqual([]);
  });

  test('a recovery sheet is no copy, and the way back', () => {
    const alone = { ...harmless, others: 0, otherKeepers: 0, hasRecoverySheet: true };
    expect(lossesOf(alone)).toEqual([expect.stringMatching(/^No other device .* recovery sheet/)]);
    const only = { ...harmless, otherKeepers: 0, hasRecoverySheet: true };
    expect(lossesOf(only)).toEqual([expect.stringMatching(/without a recovery sheet/)]);
    expect(lossesOf({ ...harmless, hasRecoverySheet: true })).toEqual([]);
  });

  test('a demo ward of one’s own is nobody’s loss', () => {
    const alone = { ...harmless, isDemo: true, others: 0, otherKeepers: 0, waiting: 9 };
    expect(lossesOf(alone)).toEqual([]);
    expect(lossesOf({ ...alone, others: 1 })).not.toEqual([]);
  });
});
