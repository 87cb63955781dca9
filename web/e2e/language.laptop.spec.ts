/** English or Welsh: what the browser says, until somebody chooses. */
import { expect, test } from './support/fixtures.ts';

test('Welsh is chosen in the book, stays after a reload, and English comes back', async ({
  device,
}) => {
  const { page } = device;
  await device.startFullWard();
  await page.goto(`${device.bookPath}/more`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-GB');
  await page.getByRole('radio', { name: 'Cymraeg' }).click();
  await expect(page.getByRole('heading', { name: 'Y ddyfais hon' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'cy');
  // What is not in Welsh yet is said in English.
  await expect(page.getByRole('link', { name: /Canvass codes/ })).toBeVisible();
  await page.goto(`${device.bookPath}/more/codes`);
  await page.getByRole('button', { name: 'Ychwanegu cod' }).click();
  await expect(page.getByRole('textbox', { name: 'Llythyren' })).toBeVisible();
  await page.goto(`${device.bookPath}/more`);
  await page.getByRole('radio', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'This device' })).toBeVisible();
});

test('a browser that asks for Welsh is answered in Welsh', async ({ device }) => {
  await device.page.addInitScript(() =>
    Object.defineProperty(navigator, 'languages', { get: () => ['cy-GB', 'en-GB'] }),
  );
  await device.page.goto('/');
  await expect(device.page.getByRole('heading', { name: 'Sut mae’n gweithio' })).toBeVisible();
});
