/** Importing the register: looking first, changing one's mind, doing it twice. */
import { registerRows } from '@wardbook/shared/demo/register-rows';
import {
  delimitedFile,
  hugeWard,
  neighbours,
  registerFile,
  smallWard,
} from './support/register-files.ts';
import { expect, test } from './support/fixtures.ts';

test('nothing is in the book before “Import” is pressed', { tag: '@long' }, async ({ device }) => {
  await device.startWard();
  await device.choose(registerFile(smallWard()));
  await expect(device.heading(/^Adds 199 people/)).toBeVisible();
  await device.goTo('People');
  await expect(device.heading('Nobody is in the book yet')).toBeVisible();
});

test(
  'cancelling while the file is read leaves nothing behind',
  { tag: '@long' },
  async ({ device }) => {
    await device.startWard();
    await device.choose(registerFile(hugeWard(4)));
    await device.button('Cancel').click();
    await expect(device.button('Choose the register file')).toBeAttached();
    await device.goTo('People');
    await expect(device.heading('Nobody is in the book yet')).toBeVisible();
  },
);

test('cancelling while it is imported leaves nothing behind', async ({ device }) => {
  await device.startWard();
  // A device so slow that the worker never gets round to it.
  await device.page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: { type: string }, ...rest: []) {
      if (message.type !== 'write') post.call(this, message, ...rest);
    };
  });
  await device.choose(registerFile(smallWard()));
  await device.button('Import 199 people').click();
  await expect(device.page.getByText('Everybody is added at once or not at all.')).toBeVisible();
  await device.button('Cancel').click();
  await expect(device.button('Choose the register file')).toBeAttached();
  await device.goTo('People');
  await expect(device.heading('Nobody is in the book yet')).toBeVisible();
});

test('the same file a second time changes nothing', { tag: '@long' }, async ({ device }) => {
  await device.startWard();
  await device.importFile(registerFile(smallWard()));
  await device.button('Import another file').click();
  await device.choose(registerFile(smallWard()));
  await expect(
    device.heading('Nothing to import: all 199 people are in the book already'),
  ).toBeVisible();
  await expect(device.button(/^Import \d/)).toHaveCount(0);
});

test('a newer register changes who moved house, adds who is new and removes nobody', async ({
  device,
}) => {
  await device.startWard();
  await device.importFile(registerFile(smallWard()));
  await device.button('Import another file').click();
  const [, ...others] = smallWard();
  const newer = others.map((entry) =>
    entry.surname === 'Quillfeather' ? { ...entry, surname: 'Quillfeather-Hart' } : entry,
  );
  const newcomer = { ...neighbours[0]!, number: '9020', forenames: 'Nora', externalId: 'E779020' };
  await device.choose(registerFile([...newer, newcomer]));
  await expect(
    device.heading(/^Adds 1 person in \d polling districts? and changes 1$/),
  ).toBeVisible();
  await expect(device.page.getByText('1 person of the book, kept as they are')).toBeVisible();
  await device.button('Import 2 people').click();
  await expect(device.page.getByText('All of it is on this device.')).toBeVisible();
  await device.goTo('People');
  await expect(device.page.getByText('200 people')).toBeVisible();
});

test('columns that nobody knows are said by hand', { tag: '@long' }, async ({ device }) => {
  const { page } = device;
  await device.startWard();
  const rows = neighbours.map((entry) => [
    `${entry.district}-${entry.number}`,
    `${entry.surname} ${entry.forenames}`,
    entry.address[0] ?? '',
    entry.postcode,
  ]);
  await device.choose(delimitedFile([['Alpha', 'Beta', 'Gamma', 'Delta'], ...rows], {}));
  await expect(device.heading('Which column holds what?')).toBeVisible();
  await device.button('Read the file by these columns').click();
  await expect(page.getByText(/Say which column holds/)).toBeVisible();
  await page.getByRole('radio', { name: /All in one column, such as/ }).check();
  await page.getByLabel('District and number together').selectOption({ index: 1 });
  await page.getByRole('radio', { name: /All in one column, the surname first/ }).check();
  await page.getByLabel('Surname and forenames together').selectOption({ index: 2 });
  await page.getByLabel('Address line 1').selectOption({ index: 3 });
  await page.getByLabel('Postcode').selectOption({ index: 4 });
  await device.button('Read the file by these columns').click();
  await expect(device.heading('Adds 8 people in 2 polling districts')).toBeVisible();
  await expect(page.getByText('Ann Green')).toBeVisible();
});

test(
  'columns that look wrong in the preview can be put right and gone back on',
  { tag: '@long' },
  async ({ device }) => {
    await device.startWard();
    await device.choose(registerFile(smallWard()));
    await device.button('These columns look wrong').click();
    await expect(device.page.getByLabel('Surname', { exact: true })).toHaveValue('5');
    await device.button('Back to what was found').click();
    await expect(device.heading(/^Adds 199 people/)).toBeVisible();
  },
);

test('rows with problems are counted by kind, with the lines they are on', async ({ device }) => {
  const { page } = device;
  await device.startWard();
  const [header = [], ...rows] = registerRows(neighbours, 'xpress14');
  const wrong = (row: string[] | undefined, changes: Record<number, string>) =>
    (row ?? []).map((cell, index) => changes[index] ?? cell);
  const thisYear = new Date().getFullYear();
  const all = [
    header,
    wrong(rows[0], { 1: '' }),
    wrong(rows[1], { 5: '', 6: '' }),
    wrong(rows[2], { 4: `01/02/${thisYear + 9}` }),
    wrong(rows[3], { 4: '31/02/2030' }),
    ...rows.slice(4),
    [...(rows[4] ?? [])],
  ];
  await device.choose(delimitedFile(all, {}));
  await expect(device.heading('Rows to look at')).toBeVisible();
  const young = page.getByRole('group').filter({ hasText: 'seems to be under 16' });
  await expect(young).toContainText('Left out');
  await young.locator('summary').click();
  await expect(young.getByText('Line 4', { exact: true })).toBeVisible();
  await expect(page.getByText('1 row has no name')).toBeVisible();
  await expect(page.getByText('1 row has a date that cannot be right')).toBeVisible();
  await expect(page.getByText(/1 row (says the same as|names somebody)/)).toBeVisible();
  await expect(page.getByText('Left out', { exact: true }).first()).toBeVisible();
});

test(
  'a monthly update is refused with what it is and what to ask for',
  { tag: '@long' },
  async ({ device }) => {
    await device.startWard();
    const header = ['Elector Number Prefix', 'Elector Number', 'Elector Number Suffix'];
    const change = ['Elector Created Month', 'Elector Changed Month', 'ChangeTypeID'];
    const rest = ['Elector Surname', 'Elector Forename', 'PostCode', 'Address1', 'Address2'];
    const row = [
      'ALA',
      '1',
      '0',
      '202611',
      '',
      'A',
      'Green',
      'Ann',
      'ZZ1 1AA',
      '1 High Street',
      '',
    ];
    await device.choose(delimitedFile([[...header, ...change, ...rest], row], {}));
    const refusal = device.page.getByRole('alert');
    await expect(refusal).toContainText('is a monthly update, not a full register.');
    await expect(refusal).toContainText('Nothing was written.');
    await device.button('Choose another file').click();
    await device.importFile(registerFile(smallWard()));
  },
);

test('a wrong import is taken back whole, and comes back with what was recorded', async ({
  device,
}) => {
  const { page } = device;
  const strays = neighbours.slice(0, 4).map((entry, n) => ({
    ...entry,
    district: 'ZZ',
    number: `950${n}`,
    surname: 'Stray',
    externalId: `E7795${n}`,
    address: [`${n + 1} Elsewhere Lane`],
  }));
  await device.startWard();
  await device.importFile(registerFile(neighbours));
  await device.button('Import another file').click();
  await device.importFile(registerFile(strays));
  await device.openPerson('Bob Stray');
  await device.recordAnswer('L Labour');
  await device.goTo('People');
  await device.search.fill('');
  await expect(page.getByText('12 people')).toBeVisible();
  await device.goToMore('About this book');
  await expect(device.heading('ZZ')).toBeVisible();
  const takeBackFirst = device.button(/^Take this import back/).first();
  await takeBackFirst.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('4 people leave the list of people and the doors');
  await expect(dialog).toContainText('1 of those who leave has some');
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  // Whoever uses a keyboard is where the import went, one step from its way back.
  await expect(device.heading('Taken back')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(device.button(/^Bring it back/)).toBeFocused();
  // Nor is its polling district any of the book's.
  await expect(device.heading('ZZ')).toBeHidden();
  await device.goTo('People');
  await expect(page.getByText('8 people')).toBeVisible();
  await device.goToMore('About this book');
  await device.button(/^Bring it back/).click();
  await expect(device.heading('Taken back')).toBeHidden();
  await expect(device.heading('Registers imported')).toBeFocused();
  await expect(device.heading('ZZ')).toBeVisible();
  await takeBackFirst.click();
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  await device.button('Undo').click();
  await expect(device.heading('Taken back')).toBeHidden();
  await expect(device.heading('Registers imported')).toBeFocused();
  await device.goTo('People');
  await expect(page.getByText('12 people')).toBeVisible();
  await device.openPerson('Bob Stray');
  await expect(device.part('What counts now')).toContainText('Labour');
});

test('a wrong file is taken back where its import ends', async ({ device }) => {
  const { page } = device;
  await device.startWard();
  await device.importFile(registerFile(neighbours));
  await device.button(/^Take this import back/).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await expect(device.heading('This import is taken back')).toBeFocused();
  await device.button(/^Bring it back/).click();
  await expect(device.heading('Added 8 people in 2 polling districts')).toBeFocused();
});
