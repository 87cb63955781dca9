/**
 * Registers that lie outside the project, where they are present: from the file to the book and
 * back, as the worker does it. Nothing of theirs is kept here but how they come out.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFile, newBook, openSession, peopleIn } from './testing-import.ts';

const folder = join(import.meta.dirname, '../../../../../../shared/data/registers');
const isPresent = existsSync(folder);
if (!isPresent) console.log('Real registers are not imported: no registers in ../shared/data.');

describe.skipIf(!isPresent)('[FMT7] registers as councils send them', () => {
  const files = isPresent ? readdirSync(folder) : [];

  test('are there', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  for (const name of files.filter((file) => !/monthly/.test(file))) {
    test(`${name} is imported once, and no second time`, async () => {
      const doc = newBook();
      const file = new File([readFileSync(join(folder, name))], name);
      const { preview, counts } = await importFile(file, doc);
      expect(preview.problems.filter(({ isLeftOut }) => isLeftOut)).toEqual([]);
      expect(counts.added).toBe(preview.people);
      expect(peopleIn(doc)).toBe(name.endsWith('.xlsx') ? 7 : 100);
      const again = await openSession().read(file, doc);
      expect(again).toMatchObject({ type: 'preview', preview: { hasNothingToDo: true } });
    });
  }

  for (const name of files.filter((file) => /monthly/.test(file))) {
    test(`${name} is refused as a monthly update`, async () => {
      const file = new File([readFileSync(join(folder, name))], name);
      const answer = await openSession().read(file, newBook());
      expect(answer).toMatchObject({ type: 'refused', refusal: { code: 'monthly-update' } });
    });
  }
});
