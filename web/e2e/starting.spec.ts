/** Starting a ward's book. */
import { expect, test } from './support/fixtures.ts';

test(
  'a book is started with no network at all, and is there after a cold start',
  { tag: '@long' },
  async ({ device }) => {
    await device.page.goto('/');
    await device.untilAppIsStored();
    await device.cutNetwork();
    await device.startWard();
    await device.seesStatus(/waiting/);
    await device.startAfresh('/');
    await device.link(/Elmfield/).click();
    await device.goToMore('About this book');
    await expect(device.page.getByLabel('Ward')).toHaveValue('Elmfield');
    await device.restoreNetwork();
    await device.seesShared();
  },
);

test(
  'what is missing in the form is said beside the field, and nothing typed is lost',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await page.goto('/start');
    await page.getByLabel('Ward').fill('Elmfield');
    await device.button('Start the book').click();
    await expect(page.getByText('Enter the name of the council')).toBeVisible();
    await expect(page.getByLabel('Council')).toBeFocused();
    await expect(page.getByLabel('Ward')).toHaveValue('Elmfield');
  },
);

test(
  'polling districts named at the start are in the book',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await page.goto('/start');
    await device.button('Add a polling district').click();
    await page.getByLabel('Letters').fill('kda');
    await page.getByLabel('Name (optional)').fill('St Luke’s');
    await device.startWard();
    await device.goToMore('About this book');
    await expect(device.heading('KDA')).toBeVisible();
    await expect(page.getByLabel('Name (optional)')).toHaveValue('St Luke’s');
  },
);

test(
  'how the device keeps the book is said, with the browser’s own answer',
  { tag: '@long' },
  async ({ device }) => {
    await device.startWard();
    await device.seesShared();
    await device.status.click();
    await expect(device.heading('Where your data is')).toBeVisible();
    const main = device.page.getByRole('main');
    await expect(main.getByText('the relay has received all of them')).toBeVisible();
    await expect(main.getByText(/Keeper/)).toBeVisible();
    await expect(device.heading('Kept on this device')).toBeVisible();
    await expect(main.getByText(/Wardbook uses about/)).toBeVisible();
  },
);
