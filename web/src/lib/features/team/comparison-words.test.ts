import { expect, test } from 'vitest';
import { earlierCodeWarning, withoutCodeWords } from './comparison-words.ts';

const types = ['awaits-answer', 'awaits-opening', 'answerer-gone', 'wait-expired'] as const;

test('while there is no code to compare, it is said what is awaited or what to do', () => {
  const all = types.flatMap((type) =>
    [true, false].map((isKeeper) => withoutCodeWords({ type }, 'theirs', isKeeper)),
  );
  for (const words of [...all, ...Object.values(earlierCodeWarning())]) {
    expect(words).toMatch(/^[A-Z].+\.$/);
    expect(words).not.toMatch(/nonce|commit|statement|sync|relay/i);
  }
  const awaited = types.slice(0, 2).map((type) => withoutCodeWords({ type }, 'theirs', true));
  for (const words of awaited) expect(words).toMatch(/^The code appears here .*their device/);
});
