/** The keyboard's focus, on every page. */
import { everywhere, fillBook } from './support/tour.ts';
import { expect, test } from './support/fixtures.ts';

/** Tab presses on each page: past what all pages have, and well into its own. */
const steps = 14;

test('wherever the keyboard goes, it can be seen', { tag: '@long' }, async ({ device }) => {
  const unseen = new Set<string>();
  for (const { name, go } of everywhere(await fillBook(device)))
    await test.step(name, async () => {
      await go(device);
      for (let step = 0; step < steps; step += 1) {
        await device.page.keyboard.press('Tab');
        const what = await device.page.evaluate(unseenFocus);
        if (what) unseen.add(`${name}: ${what}`);
      }
    });
  expect([...unseen]).toEqual([]);
});

/** Runs in the page: what has the focus, if nothing shows it. */
function unseenFocus(): string | undefined {
  const node = document.activeElement;
  if (!(node instanceof HTMLElement) || node === document.body) return undefined;
  const active = document.getElementById(node.getAttribute('aria-activedescendant') ?? '');
  const shown = [node, active, node.closest('[role=group]'), node.parentElement];
  const isSeen = shown.some((each) => {
    if (!each) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  });
  const name = node.getAttribute('aria-label') ?? node.textContent.trim().slice(0, 40);
  return isSeen ? undefined : `<${node.localName}> ${name}`;
}
