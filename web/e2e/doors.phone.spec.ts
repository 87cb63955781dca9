/** At the doors, with one thumb. */
import type { Locator } from '@playwright/test';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

async function walkOrchardWay(device: Device): Promise<Locator> {
  await device.startFullWard();
  await device.goTo('Doors');
  const streets = device.page.getByRole('listbox', { name: 'Streets' });
  await device.page.getByRole('searchbox', { name: 'Find a street' }).fill('orchard');
  await streets.getByRole('option').filter({ hasText: 'Orchard Way' }).first().click();
  await expect(device.heading('Orchard Way')).toBeVisible();
  return device.page.getByRole('list', { name: 'Doors in Orchard Way' });
}

function undo(device: Device): Locator {
  const bar = device.page.getByRole('group', { name: 'Last change' });
  return bar.getByRole('button', { name: 'Undo' });
}

test('an answer takes two taps: the person, then what they said', async ({ device }) => {
  const doors = await walkOrchardWay(device);
  await doors.getByRole('button', { name: /^Esha Patel/ }).tap();
  await device.page.getByRole('button', { name: 'G Green' }).tap();
  await expect(device.page.getByRole('group', { name: 'Recorded' })).toContainText('Green');
  // The window goes without another tap: the answer is in the book all the same.
  await device.page.reload();
  await expect(doors.getByRole('button', { name: /^Esha Patel.*Green/ })).toBeVisible();
  await expect(device.page.getByText('1 of 4 doors tried')).toBeVisible();
});

test(
  'questions and a note may follow, and make one answer of it',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    const doors = await walkOrchardWay(device);
    await doors.getByRole('button', { name: /^Bob Green/ }).tap();
    await page.getByRole('button', { name: 'L Labour' }).tap();
    await page.getByRole('radio', { name: 'Maybe' }).tap();
    await page.getByRole('radio', { name: /^4/ }).tap();
    await page.getByLabel('Main local issue').fill('The crossing');
    await page.getByLabel('Will show a poster').check();
    await page.getByLabel('Note', { exact: true }).fill('Keen on buses');
    await device.button('Done').tap();
    await expect(undo(device)).toBeVisible();
    await device.openPerson('Bob Green');
    const recorded = device.part('What was recorded');
    await expect(recorded).toContainText('Might consider us');
    await expect(recorded).toContainText('How likely to vote: 4 of 5');
    await expect(recorded).toContainText('Main issue: The crossing');
    await expect(recorded).toContainText('Will show a poster');
    await expect(recorded).toContainText('Keen on buses');
  },
);

test('nobody in: one tap for the whole household, taken back with another', async ({ device }) => {
  const doors = await walkOrchardWay(device);
  await device.button('Not in: 3').tap();
  for (const name of ['Dev', 'Esha', 'Farah'])
    await expect(
      doors.getByRole('button', { name: new RegExp(`^${name} Patel.*Not in`) }),
    ).toBeVisible();
  await expect(device.page.getByText('1 of 4 doors tried')).toBeVisible();
  await undo(device).tap();
  await expect(device.page.getByText('0 of 4 doors tried')).toBeVisible();
  await expect(device.button('Not in: 3')).toBeVisible();
});

test('an answer is undone where it was given', { tag: '@long' }, async ({ device }) => {
  const doors = await walkOrchardWay(device);
  await doors.getByRole('button', { name: /^Carol Quillfeather/ }).tap();
  await device.page.getByRole('button', { name: 'X Will not vote' }).tap();
  await device.page.getByRole('dialog').getByRole('button', { name: 'Undo' }).tap();
  await expect(device.page.getByRole('button', { name: 'X Will not vote' })).toBeVisible();
  await device.button('Close').tap();
  await expect(
    doors.getByRole('button', { name: /^Carol Quillfeather.*Not yet asked/ }),
  ).toBeVisible();
});

test('whoever asked not to be called on takes one more deliberate tap', async ({ device }) => {
  const { page } = device;
  const doors = await walkOrchardWay(device);
  await doors.getByRole('button', { name: /^Ann Green/ }).tap();
  await page.getByRole('button', { name: 'Asked us not to call' }).tap();
  await page.getByRole('switch', { name: 'Mark as “Do not knock”' }).tap();
  await device.button('Done').tap();
  await doors.getByRole('button', { name: /^Ann Green.*Do not knock/ }).tap();
  await expect(page.getByText('Do not knock: they asked us not to call.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'L Labour' })).toHaveCount(0);
  await device.button('Record an answer anyway').tap();
  await expect(page.getByRole('button', { name: 'L Labour' })).toBeVisible();
});

test(
  'the street is narrowed to one side and to who was not yet asked',
  { tag: '@long' },
  async ({ device }) => {
    const doors = await walkOrchardWay(device);
    await device.page.getByRole('combobox', { name: 'Side of the road' }).selectOption('odd');
    await expect(doors.getByRole('button', { name: /^Carol/ })).toHaveCount(0);
    await expect(doors.getByRole('button', { name: /^Ann Green/ })).toBeVisible();
    await device.page.getByRole('combobox', { name: 'Side of the road' }).selectOption('');
    await doors.getByRole('button', { name: /^Carol/ }).tap();
    await device.page.getByRole('button', { name: 'L Labour' }).tap();
    await device.button('Done').tap();
    await device.button(/^Not yet asked/).tap();
    await expect(doors.getByRole('button', { name: /^Ann Green/ })).toBeVisible();
    await expect(doors.getByRole('button', { name: /^Carol/ })).toHaveCount(0);
  },
);
