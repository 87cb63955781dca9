/** The demo ward: there with one press, full of life, and gone as easily. */
import { expect, test } from './support/fixtures.ts';

test(
  'the demo ward is made, opened again on the second visit, and removed',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.makeDemo();
    await expect(page.getByText(/^6,\d{3} people$/)).toBeVisible();
    const { bookPath } = device;
    await device.seesShared();
    await device.goTo('Memory');
    await expect(page.getByRole('listbox', { name: 'What we know' })).toBeVisible();
    await page.goto('/');
    await page.getByRole('link', { name: /Open the demo ward/ }).click();
    await expect(page).toHaveURL(new RegExp(`${bookPath}/people`));
    await device.goToMore('Remove the demo ward');
    await device.button('Remove the demo ward').click();
    await expect(page.getByRole('link', { name: /Try the demo ward/ })).toBeVisible();
  },
);
