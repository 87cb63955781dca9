/** Who may vote at what: on the record, in the list, and in the team's own table. */
import { neighbours, registerFile } from './support/register-files.ts';
import { expect, test } from './support/fixtures.ts';

test('[RULE3] [RULE4] a letter is unknown until the team says what it is for; the list follows', async ({
  device,
}) => {
  const { page } = device;
  const [ann, bob, ...others] = neighbours;
  const letters = [
    { ...ann!, markers: 'F' },
    { ...bob!, markers: 'K' },
  ];
  await device.startWard();
  await device.importFile(registerFile([...letters, ...others]));
  await device.openPerson('Ann Green');
  await expect(device.part('On the register')).toContainText('May vote: UK Parliament');
  await device.openPerson('Bob Green');
  await expect(device.part('On the register')).toContainText('Not known: every election');
  await device.goToMore('Who may vote');
  await page.getByLabel('Election', { exact: true }).selectOption('Local council');
  const nextYear = new Date().getFullYear() + 1;
  await page.getByLabel('Polling day').fill(`${nextYear}-05-06`);
  await device.button('Save').click();
  await expect(page.getByText(`Next election: local council, 6 May ${nextYear}`)).toBeVisible();
  await device.goTo('People');
  await device.search.fill('');
  await device.button('May vote at the next election (6)').click();
  await expect(page.getByText('6 of 8 people')).toBeVisible();
  await device.goToMore('Who may vote');
  await device.button('Add a letter').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Letter', { exact: true }).fill('k');
  await sheet.getByLabel('Local council').check();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByText('Enter who says so.')).toBeVisible();
  await sheet.getByLabel('Who says so').fill('Letter from the council');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Letter K saved')).toBeVisible();
  await device.openPerson('Bob Green');
  const record = device.part('On the register');
  await expect(record).toContainText(`Next election, local council on 6 May ${nextYear}: may vote`);
  await expect(record).toContainText('May not vote: UK Parliament');
});
