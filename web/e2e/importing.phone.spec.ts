/** Importing the register where there is only a phone. */
import { registerFile, smallWard } from './support/register-files.ts';
import { expect, test } from './support/fixtures.ts';

test(
  'the register is imported on a phone, and its doors stand ready',
  { tag: '@long' },
  async ({ device }) => {
    await device.startWard();
    await device.choose(registerFile(smallWard(), { layout: 'halarose' }));
    await expect(device.heading('Adds 199 people in 2 polling districts')).toBeVisible();
    await device.button('Import 199 people').click();
    await expect(device.page.getByText('All of it is on this device.')).toBeVisible();
    await device.link('Go to the doors').click();
    const streets = device.page.getByRole('listbox', { name: 'Streets' });
    await expect(streets.getByRole('option').filter({ hasText: 'Orchard Way' })).toHaveCount(2);
  },
);
