import { deviceFor } from '@wardbook/shared/testing/arbitraries';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Role } from '@wardbook/shared/access/statement';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { createBook, openBook, schemaVersion } from '@wardbook/shared/books/ward';
import * as Y from 'yjs';
import { watch } from '../platform/testing-watch.svelte.ts';
import { openTestWorkspace, raiseSchema } from './testing-workspace.ts';
import { whyNotWrite, type WhyNotWrite } from './why-not-write.ts';

function bookOf(schema: number) {
  const start = { ward: 'Alderbrook', council: 'Marlow Vale', districts: [] };
  const author = { device: deviceFor(0), now: systemClock, random: systemRandom };
  const { doc } = createBook(new Y.Doc(), author, start);
  return openBook(doc, () => schema);
}

test.each<[Role | undefined, number, WhyNotWrite | undefined]>([
  ['keeper', schemaVersion, undefined],
  ['editor', schemaVersion, undefined],
  ['reader', schemaVersion, 'reader'],
  [undefined, schemaVersion, 'no-role'],
  ['editor', schemaVersion + 1, 'newer-book'],
  ['reader', schemaVersion + 1, 'reader'],
])('a device with the role %s in a book of version %i: %s', (role, schema, why) => {
  expect(whyNotWrite(bookOf(schema), role)).toBe(why);
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('an open book asks it anew when its version changes, and when time moves on', async () => {
  const workspace = await openTestWorkspace([]);
  const page = watch(() => [workspace.mayWrite, workspace.whyNotWrite] as const);
  expect(page.shown()).toEqual([true, undefined]);
  // A role that ends does so while nobody does anything.
  const role = vi.spyOn(workspace.membership, 'role').mockReturnValue(undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.shown()).toEqual([false, 'no-role']);
  role.mockRestore();
  await raiseSchema(workspace);
  expect(page.shown()).toEqual([false, 'newer-book']);
  expect(workspace.closedFor).toBe('newer-book');
  page.stop();
  await workspace.close();
});
