/** A person's further devices: made on one, opened on another, let in by a keeper. */
import type { Device } from './device.ts';
import { expect } from './fixtures.ts';

/** A link for another device of whoever is at `first`. */
export async function ownDeviceLink(first: Device): Promise<string> {
  await first.goToMore('Add another device of yours');
  await first.button(/^Show (the|another) code/).click();
  return first.page.getByLabel('Link', { exact: true }).inputValue();
}

/** Opens the link and calls the device something. Gives the digits that it then shows. */
export async function askAsDevice(next: Device, link: string, called: string): Promise<string> {
  await next.page.goto(link);
  await next.field('What is this device called?').fill(called);
  await next.button('Add this device').click();
  await expect(next.heading('This device waits to be let in')).toBeVisible();
  return next.page.getByText(/^\d{4} \d{4} \d{4}$/).innerText();
}

/** For a keeper: the whole of it. Ends with the page on which it was done. */
export async function addOwnDevice(keeper: Device, next: Device, called: string): Promise<void> {
  const code = await askAsDevice(next, await ownDeviceLink(keeper), called);
  await expect(waitingHere(keeper)).toContainText(code);
  await keeper.button('It is mine: the code is the same').click();
  await next.seesShared();
}

export function waitingHere({ page }: Device) {
  return page.getByRole('region', { name: 'Waiting to be let in' });
}

/** Opens somebody's own page. */
export async function openTeamPerson(device: Device, name: string): Promise<void> {
  await device.goToMore('Team');
  await team(device).getByRole('link', { name, exact: true }).click();
  await expect(device.page.getByRole('heading', { level: 1, name })).toBeVisible();
}

export function team({ page }: Device) {
  return page.getByRole('region', { name: 'In the book' });
}

/** The entry of one device on its person's page. */
export function deviceEntry({ page }: Device, called: string) {
  const devices = page.getByRole('region', { name: 'Devices' });
  return devices.getByRole('listitem').filter({ hasText: called });
}
