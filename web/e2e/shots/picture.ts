/** Where pictures go, and how each is taken: as it stands in the window, light and dark. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device } from '../support/device.ts';
import { laptopSize, phoneSize } from '../support/fixtures.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = process.env['WARDBOOK_SHOTS'] ?? join(root, 'shots');
mkdirSync(folder, { recursive: true });

export const sizes = [
  ['phone', phoneSize],
  ['laptop', laptopSize],
] as const;

export async function picture({ page }: Device, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
