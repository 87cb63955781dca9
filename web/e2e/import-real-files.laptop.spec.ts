/** Registers and other files that lie outside the project, tried where they are present. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './support/fixtures.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

function filesIn(folder: string): string[] {
  const path = `${data}${folder}`;
  return existsSync(path) ? readdirSync(path).map((file) => `${path}/${file}`) : [];
}

const registers = filesIn('registers');
const others = [...filesIn('csv_messy'), ...filesIn('electoral_exports')];
const absent = 'Not tried: the files of ../shared/data are not here.';
if (registers.length === 0 || others.length === 0) console.log(absent);

test(
  'every full register of real councils’ software is imported',
  { tag: '@long' },
  async ({ device }) => {
    test.skip(registers.length === 0, absent);
    for (const file of registers.filter((path) => !path.includes('monthly'))) {
      await device.startWard();
      await device.importFile(file);
      await device.link('See the people').click();
      await expect(device.page.getByText(/^(100|7) people$/)).toBeVisible();
      await device.page.goto('/start');
    }
  },
);

test(
  'every monthly update of real councils’ software is refused',
  { tag: '@long' },
  async ({ device }) => {
    test.skip(registers.length === 0, absent);
    await device.startWard();
    for (const file of registers.filter((path) => path.includes('monthly'))) {
      await device.choose(file);
      await expect(device.page.getByRole('alert')).toContainText('is a monthly update');
      await device.button('Choose another file').click();
    }
  },
);

test(
  'whatever else is chosen, a sentence says what it is, and nothing is written',
  { tag: '@long' },
  async ({ device }) => {
    test.skip(others.length === 0, absent);
    const { page } = device;
    await device.startWard();
    const refusal = page.getByRole('alert');
    const mapping = device.heading('Which column holds what?');
    let refused = 0;
    for (const file of others) {
      await device.choose(file);
      await expect(refusal.or(mapping), file).toBeVisible();
      if (await refusal.isVisible()) {
        refused += 1;
        await expect(refusal, file).toHaveText(/“.+”.*\..*Nothing was written\..*\./s);
      } else {
        await device.button('Read the file by these columns').click();
        await expect(page.getByText(/Say which column holds/), file).toBeVisible();
      }
      await device.button('Choose another file').click();
    }
    expect(refused).toBeGreaterThan(10);
    await device.goTo('People');
    await expect(device.heading('Nobody is in the book yet')).toBeVisible();
  },
);
