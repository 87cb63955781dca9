/** The book's own affairs: its codes, its team, its names, and taking it off a device. */
import { expect, test } from './support/fixtures.ts';

test('a code is added and later no longer offered, and answers that were given it keep it', async ({
  device,
}) => {
  const { page } = device;
  await device.startFullWard();
  await device.goToMore('Canvass codes');
  await device.button('Add a code').click();
  await page.getByLabel('Letter').fill('L');
  await page.getByLabel('Meaning').fill('Leaning');
  await device.button('Add the code').click();
  await expect(page.getByText('L already stands for Labour.')).toBeVisible();
  await page.getByLabel('Letter').fill('Q');
  await device.button('Add the code').click();
  const offered = page.getByRole('list', { name: 'Codes offered' });
  await expect(offered).toContainText('Leaning');

  await device.openPerson('Esha Patel');
  await device.recordAnswer('Q Leaning');
  await device.goToMore('Canvass codes');
  await device.button('Q, Leaning: more').click();
  await page.getByRole('menuitem', { name: 'No longer offer it' }).click();
  await expect(offered).not.toContainText('Leaning');
  await device.openPerson('Esha Patel');
  await expect(device.part('What counts now')).toContainText('Leaning');
  await device.button('Record an answer').click();
  await expect(page.getByRole('button', { name: 'L Labour' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Q Leaning' })).toHaveCount(0);
});

test(
  'the ward’s name and a person’s own are changed for everybody',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await device.goToMore('About this book');
    await device.field('Ward').fill('Elmfield North');
    await device.field('Ward').press('Tab');
    await expect(ben.link(/^Elmfield North/)).toBeVisible();
    await ben.goToMore('Team');
    await ben.field('Your name').fill('Benjamin Editor');
    await ben.field('Your name').press('Tab');
    await device.goToMore('Team');
    const team = device.page.getByRole('region', { name: 'In the book' });
    await expect(team.getByText('Benjamin Editor', { exact: true }).first()).toBeVisible();
    await expect(team.getByText('Here now')).toBeVisible();
  },
);

test(
  'taking the only copy off a device says what is lost and wants an express yes',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.startFullWard();
    await device.goToMore('Remove this book from this device');
    await expect(page.getByText('Something would be lost for good')).toBeVisible();
    const remove = device.button('Remove the book from this device');
    await expect(remove).toBeDisabled();
    await page.getByLabel('I understand. Remove it all the same').check();
    await remove.click();
    await expect(page.getByRole('navigation', { name: 'Ways in' })).toBeVisible();
    await expect(device.link(/Elmfield/)).toHaveCount(0);
    const left = await page.evaluate(async () =>
      (await indexedDB.databases()).map(({ name }) => name),
    );
    expect(left.filter((name) => name?.startsWith('wardbook-book-'))).toEqual([]);
  },
);
