/** axe, by the rules of WCAG 2.2 AA, on every page, light and dark, empty and full. */
import { AxeBuilder } from '@axe-core/playwright';
import { registerFile, smallWard } from './support/register-files.ts';
import type { Device } from './support/device.ts';
import { empty, full, outside, type Stop } from './support/tour.ts';
import { expect, test } from './support/fixtures.ts';

/** Only colours change with the theme. */
const coloursOnly = ['color-contrast', 'link-in-text-block'];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

test('the pages before a book is open', { tag: '@long' }, async ({ device }) => {
  await findNothing(device, outside);
});

test('a book with nobody in it', { tag: '@long' }, async ({ device }) => {
  await device.startWard();
  await findNothing(device, empty);
});

test('the demo ward', { tag: '@long' }, async ({ device }) => {
  await device.makeDemo();
  // The others are the same whoever is in the book.
  const others = /^more-(import|codes|invite|data|remove)$/;
  await findNothing(
    device,
    full.filter(({ name }) => !others.test(name)),
  );
});

test(
  'an import from its preview with problems to its end, and a refusal',
  { tag: '@long' },
  async ({ device }) => {
    const [first, ...rest] = smallWard();
    const wrong = [{ ...first!, surname: '', forenames: '' }, ...rest];
    await device.startWard();
    await findNothing(device, [
      {
        name: 'refused',
        go: async () => {
          await device.choose({
            name: 'x.csv',
            mimeType: 'text/csv',
            buffer: Buffer.from('%PDF-1.4'),
          });
          await expect(device.page.getByRole('alert')).toBeVisible();
        },
      },
    ]);
    await device.button('Choose another file').click();
    await device.choose(registerFile(wrong));
    await findNothing(device, [
      {
        name: 'preview',
        go: () => expect(device.heading('Rows to look at')).toBeVisible(),
      },
      { name: 'mapping', go: () => device.button('These columns look wrong').click() },
    ]);
  },
);

async function findNothing(device: Device, stops: readonly Stop[]): Promise<void> {
  const found: string[] = [];
  await device.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const { name, go } of stops)
    await test.step(name, async () => {
      await go(device);
      const light = await look(device).withTags(rules).analyze();
      await device.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      const dark = await look(device).withRules(coloursOnly).analyze();
      await device.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      for (const { id, nodes } of [...light.violations, ...dark.violations])
        for (const { target, failureSummary } of nodes)
          found.push(`${name}: ${id} at ${target.join(' ')}: ${failureSummary}`);
    });
  expect(found).toEqual([]);
}

/** There are no frames whose results are to be put together, which takes another page each time. */
function look({ page }: Device): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}
