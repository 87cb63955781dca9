/** Every page there is, each with how a person gets there, for what is looked at on all of them. */
import { expect } from '@playwright/test';
import type { Device, Place } from './device.ts';
import { neighbours, registerFile } from './register-files.ts';

export interface Stop {
  /** Names the page in reports and pictures. */
  readonly name: string;
  readonly go: (device: Device) => Promise<void>;
}

/** A small book that has something on every page. Gives its address. */
export async function fillBook(device: Device): Promise<string> {
  await device.startWard();
  await device.importFile(registerFile(neighbours));
  await device.goTo('Memory');
  await device.button('Write down the first thing').click();
  await device.field('In a few words').fill('Crossing at the school');
  await device.button('Add to memory').click();
  return device.bookPath;
}

/** All of them: those outside first, then those of the book at `bookPath`. */
export function everywhere(bookPath: string): readonly Stop[] {
  const [first, ...others] = full;
  const go = async (device: Device) => {
    await device.page.goto(`${bookPath}/people`);
    await first!.go(device);
  };
  return [...outside, { name: first!.name, go }, ...others];
}

/** Before any book is open. */
export const outside: readonly Stop[] = [
  { name: 'front-door', go: ({ page }) => visit(page.goto('/')) },
  {
    name: 'start',
    go: async (device) => {
      await device.page.goto('/start');
      await device.button('Add a polling district').click();
    },
  },
  { name: 'join', go: ({ page }) => visit(page.goto('/join')) },
  { name: 'restore', go: ({ page }) => visit(page.goto('/restore')) },
];

/** The places behind More, by the words on their links. */
const behindMore: readonly (readonly [name: string, title: string | RegExp])[] = [
  ['more-import', 'Import the register'],
  ['more-codes', 'Canvass codes'],
  ['more-voting', 'Who may vote'],
  ['more-back', 'The way back'],
  ['more-about', 'About this book'],
  ['more-invite', 'Invite a colleague'],
  ['more-team', 'Team'],
  ['more-add-device', 'Add another device of yours'],
  ['more-copies', 'Who holds copies'],
  ['more-relays', 'Relays'],
  ['more-sheet', 'Recovery sheet'],
  ['more-data', 'Where your data is'],
  ['more-lock', 'Lock'],
  ['more-remove', /^Remove/],
];

const more: readonly Stop[] = [
  { name: 'more', go: (device) => goFresh(device, 'More') },
  ...behindMore.map(([name, title]) => ({
    name,
    go: (device: Device) => device.goToMore(title),
  })),
  {
    name: 'more-back-strike',
    go: async (device: Device) => {
      await device.goToMore('The way back');
      await device.page.getByRole('link', { name: 'Undo everything one person did' }).click();
      await device.page.getByRole('combobox', { name: 'Who did it' }).selectOption({ index: 1 });
      await device.page
        .getByRole('combobox', { name: 'From which day on was it wrong?' })
        .selectOption({ label: 'Everything they ever wrote' });
      await expect(device.button('Undo all of this')).toBeVisible();
    },
  },
];

/** A book with nobody in it. */
export const empty: readonly Stop[] = [
  { name: 'doors', go: (device) => device.goTo('Doors') },
  { name: 'people', go: (device) => device.goTo('People') },
  { name: 'memory', go: (device) => device.goTo('Memory') },
  ...more,
];

/** A book with people, streets and a memory in it. */
export const full: readonly Stop[] = [
  { name: 'doors', go: goToStreets },
  { name: 'doors-street', go: openFirstStreet },
  {
    name: 'answer',
    go: async (device) => {
      await openFirstStreet(device);
      await firstPersonAtTheDoors(device).click();
      await expect(device.page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'answer-recorded',
    go: async (device) => {
      await openFirstStreet(device);
      await firstPersonAtTheDoors(device).click();
      await device.page.getByRole('dialog').getByRole('button', { name: 'G Green' }).click();
      await expect(device.page.getByRole('group', { name: 'Recorded' })).toBeVisible();
    },
  },
  { name: 'people', go: goToPeople },
  {
    name: 'people-nobody',
    go: async (device) => {
      await goToPeople(device);
      await device.search.fill('nobody of this name');
      await expect(device.heading(/^Nobody matches/)).toBeVisible();
    },
  },
  {
    name: 'person',
    go: async (device) => {
      await goToPeople(device);
      await device.people.getByRole('option').first().click();
      await expect(device.record.getByRole('heading', { level: 1 })).toBeVisible();
    },
  },
  { name: 'memory', go: goToMemory },
  {
    name: 'memory-item',
    go: async (device) => {
      await goToMemory(device);
      await rowsOf(device, 'What we know').first().click();
      await expect(device.page.getByRole('article')).toBeVisible();
    },
  },
  {
    name: 'memory-new',
    go: async (device) => {
      await goToMemory(device);
      await device.button('Add').click();
      await expect(device.heading('Write something down')).toBeVisible();
    },
  },
  ...more,
];

async function visit(going: Promise<unknown>): Promise<void> {
  await going;
}

/** Whatever is open over the page is closed first. */
async function goFresh(device: Device, place: Place): Promise<void> {
  const close = device.page.getByRole('dialog').getByRole('button', { name: 'Close' });
  if (await close.isVisible()) await close.click();
  await device.goTo(place);
}

async function goToStreets(device: Device): Promise<void> {
  await goFresh(device, 'Doors');
  await expect(device.page.getByRole('listbox', { name: 'Streets' })).toBeVisible();
}

async function openFirstStreet(device: Device): Promise<void> {
  await goToStreets(device);
  await rowsOf(device, 'Streets').first().click();
  await expect(firstPersonAtTheDoors(device)).toBeVisible();
}

function rowsOf({ page }: Device, list: string) {
  return page.getByRole('listbox', { name: list }).getByRole('option');
}

function firstPersonAtTheDoors({ page }: Device) {
  const doors = page.getByRole('list', { name: /^Doors in/ });
  return doors.getByRole('list').first().getByRole('button').first();
}

async function goToPeople(device: Device): Promise<void> {
  await goFresh(device, 'People');
  await expect(async () => {
    await device.search.fill('');
    await expect(device.people).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

async function goToMemory(device: Device): Promise<void> {
  await goFresh(device, 'Memory');
  await expect(device.page.getByRole('listbox', { name: 'What we know' })).toBeVisible();
}
