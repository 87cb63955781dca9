/** A person's record: what is known, what is written, what is taken back. */
import { expect, test } from './support/fixtures.ts';

test.beforeEach(async ({ device }) => {
  await device.startFullWard();
});

test(
  'a record shows who they are, where they live and what the register says',
  { tag: '@long' },
  async ({ device }) => {
    await device.openPerson('Esha Patel');
    await expect(device.record).toContainText('3 Orchard Way, Alderbrook, ZZ9 8QX');
    await expect(device.part('On the register')).toContainText('ALA-9005');
    const household = device.part('Household');
    await expect(household.getByRole('link')).toHaveCount(2);
    await household.getByRole('link', { name: /Farah Patel/ }).click();
    await expect(device.heading('Farah Patel')).toBeVisible();
  },
);

test('contact details are saved as the field is left, and can be taken back', async ({
  device,
}) => {
  const { page } = device;
  await device.openPerson('Carol Quillfeather');
  const mobile = device.field('Mobile');
  await mobile.fill('07700 900123');
  await mobile.press('Tab');
  await expect(device.part('What was recorded')).toContainText('Mobile: 07700 900123');
  await device.seesShared();
  await page.reload();
  await expect(mobile).toHaveValue('07700 900123');
  await mobile.fill('07700 900999');
  await mobile.press('Enter');
  await page
    .getByRole('group', { name: 'Last change' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(mobile).toHaveValue('07700 900123');
});

test('what is half typed is not lost when another record is opened', async ({ device }) => {
  const { page } = device;
  await device.openPerson('Dev Patel');
  await device.field('Known as').fill('Devvy');
  await device.field('New note').fill('Call after six');
  await device
    .part('Household')
    .getByRole('link', { name: /Esha Patel/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Esha Patel' })).toBeVisible();
  await device
    .part('Household')
    .getByRole('link', { name: /Dev Patel/ })
    .click();
  await expect(device.field('Known as')).toHaveValue('Devvy');
  await expect(device.part('Notes')).toContainText('Call after six');
});

test('marks are switches, and an objection hides what was answered', async ({ device }) => {
  const { page } = device;
  await device.openPerson('Ann Green');
  await device.recordAnswer('G Green');
  await expect(device.part('What counts now')).toContainText('Green');
  await page.getByRole('switch', { name: 'Will show a poster' }).click();
  await expect(device.part('What was recorded')).toContainText('Will show a poster: on');
  await page.getByRole('switch', { name: 'Do not knock' }).click();
  await expect(device.record.getByText('Do not knock.')).toBeVisible();
  await page.getByRole('switch', { name: 'Objects to being contacted' }).click();
  await expect(page.getByText('Objects to being contacted. Do not call')).toBeVisible();
  await expect(device.button('Record an answer')).toHaveCount(0);
  await expect(device.part('What counts now')).toHaveCount(0);
  await expect(device.part('What was recorded')).toContainText('hidden because they object');
});

test('notes are added, changed and taken back', { tag: '@long' }, async ({ device }) => {
  await device.openPerson('Bob Green');
  await expect(device.part('Notes')).toContainText(/health, ethnicity or religion/);
  await device.field('New note').fill('Worried about the crossing');
  await device.button('Add note').click();
  await device.button('Change this note').click();
  await device.field('Change the note').fill('Worried about the zebra crossing');
  await device.field('Change the note').press('Tab');
  await expect(device.part('Notes')).toContainText('Worried about the zebra crossing');
  await expect(device.part('What was recorded')).toContainText('Note changed');
});

test('an answer that was a mistake is undone, stays in sight struck out, and is put back', async ({
  device,
}) => {
  await device.openPerson('Bob Green');
  await device.recordAnswer('T Conservative');
  await expect(device.part('What counts now')).toContainText('Conservative');
  const recorded = device.part('What was recorded');
  await recorded.getByRole('button', { name: /^Undo: Spoke/ }).click();
  await expect(device.part('What counts now')).not.toContainText('Conservative');
  await expect(recorded.getByText('Undone by you')).toBeVisible();
  await recorded.getByRole('button', { name: /^Put back: Spoke/ }).click();
  await expect(device.part('What counts now')).toContainText('Conservative');
});

test(
  'an anonymous entry has a number and nothing that can be written',
  { tag: '@long' },
  async ({ device }) => {
    await device.goTo('People');
    await device.search.fill('ALA-9010');
    await device.people.getByRole('option').filter({ hasText: 'ALA-9010' }).click();
    await expect(device.heading('Anonymous entry')).toBeVisible();
    await expect(device.record.getByText(/The law protects who they are/)).toBeVisible();
    await expect(device.record.getByRole('button')).toHaveCount(0);
    await expect(device.record.getByRole('textbox')).toHaveCount(0);
  },
);

test('a link to somebody who is not in the book says so', { tag: '@long' }, async ({ device }) => {
  await device.page.goto(`${device.bookPath}/people/AAAAAAAAAAAAAAAA`);
  await expect(device.heading('This person is not in the book')).toBeVisible();
});
