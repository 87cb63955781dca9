/** Copies of a book carried from one browser to another, as on a stick. */
import { readFile } from 'node:fs/promises';
import { expect, type Download, type Locator } from '@playwright/test';
import type { Device } from './device.ts';

/** Lets files come as downloads, which a test can read; where to put them is asked nowhere. */
export async function useDownloads({ context, page }: Device): Promise<void> {
  const forget = () => Reflect.deleteProperty(globalThis, 'showSaveFilePicker');
  await context.addInitScript(forget);
  await page.evaluate(forget);
}

export async function makeCopy(device: Device): Promise<Buffer> {
  await useDownloads(device);
  await device.goToMore('Who holds copies');
  return downloadOf(device, device.button('Make a copy'), /^[\w ]+ \d{4}-\d\d-\d\d\.wardbook$/);
}

/** What pressing `button` hands to the browser. */
export async function downloadOf(device: Device, button: Locator, name: RegExp): Promise<Buffer> {
  const coming = device.page.waitForEvent('download');
  await button.click();
  const download: Download = await coming;
  expect(download.suggestedFilename()).toMatch(name);
  return readFile(await download.path());
}

/** On the page of copies: chooses a file. What comes of it is the caller's to see. */
export async function takeInFile(device: Device, buffer: Buffer, name = 'x.wardbook') {
  await device.goToMore('Who holds copies');
  await device
    .button('Choose a copy')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

/** A keeper removes somebody, with all their devices. */
export async function removePerson(keeper: Device, name: string): Promise<void> {
  await keeper.goToMore('Team');
  await keeper.button(`Change ${name}`).click();
  const dialog = keeper.page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Remove/ }).click();
  await keeper.page.getByRole('dialog').getByRole('button', { name: 'Remove them' }).click();
  await expect(keeper.page.getByText(`${name} is removed`, { exact: false })).toBeVisible();
}
