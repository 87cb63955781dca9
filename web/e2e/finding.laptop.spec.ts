/** Finding people in the list, by mouse and by keyboard. */
import { expect, test } from './support/fixtures.ts';

test.beforeEach(async ({ device }) => {
  await device.startFullWard();
  await device.goTo('People');
});

test('people are found by name, address, number and postcode as the letters are typed', async ({
  device,
}) => {
  const found = device.people.getByRole('option');
  const searches: readonly [text: string, names: readonly string[]][] = [
    ['quillf', ['Carol Quillfeather']],
    ['patel esha', ['Esha Patel']],
    ['muller', ['Zoë Müller']],
    ['omarchbanks', ["Gwen O'Marchbanks"]],
    ['3 orchard', ['Dev Patel', 'Esha Patel', 'Farah Patel']],
    ['KD-2/2-289/1', ['Zoë Müller']],
    ['ala-9002', ['Bob Green']],
    ['zz98qy', ['Zoë Müller']],
    ['ZZ9 8QY', ['Zoë Müller']],
  ];
  for (const [text, names] of searches) {
    await device.search.fill(text);
    await expect(found, text).toHaveCount(names.length);
    for (const name of names) await expect(found.filter({ hasText: name }), text).toHaveCount(1);
    await expect(device.page.getByText(/of 199 people/)).toBeVisible();
  }
  await device.search.fill('nobody of this name');
  await expect(device.heading(/^Nobody matches/)).toBeVisible();
  await device.button('Clear the search').last().click();
  await expect(device.page.getByText('199 people')).toBeVisible();
});

test('the list is narrowed by district, road, code and who was not yet asked', async ({
  device,
}) => {
  const { page } = device;
  const found = device.people.getByRole('option');
  await device.openPerson('Esha Patel');
  await device.recordAnswer('G Green');
  await device.button('Clear all').click();

  await page.getByRole('combobox', { name: 'Polling district' }).selectOption('KD-2/2');
  await expect(page.getByText('1 of 199 people')).toBeVisible();
  await page.getByRole('combobox', { name: 'Polling district' }).selectOption('');

  await page
    .getByRole('combobox', { name: 'Road' })
    .selectOption({ label: 'Orchard Way, ALA (7)' });
  await expect(page.getByText('7 of 199 people')).toBeVisible();
  await device.button('Not yet asked (6)').click();
  await expect(page.getByText('6 of 199 people')).toBeVisible();
  await expect(found.filter({ hasText: 'Esha Patel' })).toHaveCount(0);
  await device.button('Clear all').click();

  await page.getByRole('combobox', { name: 'Code' }).selectOption({ label: 'G Green (1)' });
  await expect(found).toHaveCount(1);
  await expect(found).toContainText('Esha Patel');
});

test(
  'what is looked for stays when a record was opened and Back was pressed',
  { tag: '@long' },
  async ({ device }) => {
    await device.openPerson('Carol Quillfeather', 'quillfeather');
    await device.page.goBack();
    await expect(device.search).toHaveValue('quillfeather');
    await expect(device.page.getByText('1 of 199 people')).toBeVisible();
  },
);

test('what is typed right after People was pressed is not taken away again', async ({ device }) => {
  const { page, search } = device;
  await device.goTo('People');
  await search.fill('orchard way');
  await expect(page).toHaveURL(/#/);
  // In one go, because the page goes where a link leads only a moment after it was pressed.
  await page.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('input[role=searchbox]')!;
    document.querySelector<HTMLAnchorElement>('nav a[href$="/people"]')!.click();
    field.value = 'quillfeather';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(page.getByText('1 of 199 people')).toBeVisible();
  await expect(page).toHaveURL(/#.*quillfeather/);
  await expect(search).toHaveValue('quillfeather');
  // Pressed with nothing typed after it, it shows everybody.
  await device.goTo('People');
  await expect(page.getByText('199 people', { exact: true })).toBeVisible();
  await expect(search).toHaveValue('');
});

test('the list is walked, opened and left with the keyboard alone', async ({ device }) => {
  const { page } = device;
  const { keyboard } = page;
  await keyboard.press('/');
  await expect(device.search).toBeFocused();
  await keyboard.type('orchard way');
  await expect(page.getByText('8 of 199 people')).toBeVisible();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Bob Green' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(device.people).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Zoë Müller' })).toBeVisible();
  await keyboard.press('Escape');
  await keyboard.press('Home');
  await keyboard.press('PageDown');
  await keyboard.press('ArrowUp');
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Ann Green' })).toBeVisible();
});

test(
  'flats stand under their building, in the order of a walk',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await page.getByRole('combobox', { name: 'Polling district' }).selectOption({ index: 1 });
    const first = device.people.getByRole('option').first();
    await expect(first).toHaveAttribute('aria-posinset', '1');
    await device.search.fill('flat');
    await expect(page.getByText(/of 199 people/)).toBeVisible();
    await expect(device.people.getByRole('option').first()).toContainText(/Flat \d/);
  },
);
