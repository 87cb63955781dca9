/** Every page at 320 px, and with text twice its size; and where a page stands when it opens. */
import type { Device } from './support/device.ts';
import { everywhere, fillBook } from './support/tour.ts';
import { expect, test } from './support/fixtures.ts';

test(
  'nothing is cut off at the sides at 320 px, nor with text twice its size',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    const size = page.viewportSize()!;
    const cut: string[] = [];
    for (const { name, go } of everywhere(await fillBook(device)))
      await test.step(name, async () => {
        await setTextSize(device, 16);
        await go(device);
        await page.setViewportSize({ width: 320, height: 640 });
        cut.push(...(await cutOff(device)).map((what) => `${name} at 320 px: ${what}`));
        await page.setViewportSize(size);
        await setTextSize(device, 32);
        cut.push(...(await cutOff(device)).map((what) => `${name} with large text: ${what}`));
      });
    expect(cut).toEqual([]);
  },
);

test('a page opens at its top, and the way back leads to where one was', async ({ device }) => {
  await device.startFullWard();
  await device.goTo('More');
  const content = device.page.getByRole('main');
  const down = () => content.evaluate(({ scrollTop }) => scrollTop);
  const last = content.getByRole('link').last();
  await last.scrollIntoViewIfNeeded();
  const before = await down();
  expect(before).toBeGreaterThan(0);
  await last.click();
  await expect(device.link('More').first()).toBeVisible();
  await expect(content.getByRole('heading', { level: 1 })).not.toHaveText('More');
  expect(await down()).toBe(0);
  await device.page.goBack();
  await expect(content.getByRole('heading', { level: 1 })).toHaveText('More');
  expect(await down()).toBe(before);
});

/** The browser's own setting, from which everything here takes its size. */
async function setTextSize({ page, context }: Device, sizePx: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: sizePx } });
  await session.detach();
  const taken = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  expect(Number.parseFloat(await taken())).toBeGreaterThan(sizePx * 0.9);
}

/** What reaches over the right edge of the page, or scrolls sideways within it. */
async function cutOff({ page }: Device): Promise<string[]> {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll<HTMLElement>('html, main, main *')].filter(
      (node) => {
        const { overflowX } = getComputedStyle(node);
        const scrolls = overflowX === 'auto' || overflowX === 'scroll' || node.tagName === 'HTML';
        return scrolls && node.scrollWidth > node.clientWidth + 1;
      },
    );
    return wide.map((node) => {
      const name = node.getAttribute('aria-label') ?? node.className.slice(0, 60);
      return `<${node.localName}> ${name} is ${node.scrollWidth} wide in ${node.clientWidth}`;
    });
  });
}
