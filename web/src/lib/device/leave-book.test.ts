import { expect, test } from 'vitest';
import { farewellOf, takeLeave } from './leave-book.ts';
import { openTestWorkspace } from '../open/testing-workspace.ts';

test('without a keeper’s signed statement there is no farewell and nothing is taken off', async () => {
  const workspace = await openTestWorkspace([]);
  expect(farewellOf(workspace)).toBeUndefined();
  expect(await takeLeave(workspace)).toBe(false);
  await workspace.close();
});
