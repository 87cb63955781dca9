/** Targets for thumbs: everything that can be tapped, on every page. */
import { everywhere, fillBook } from './support/tour.ts';
import { expect, test } from './support/fixtures.ts';

/** At least this high and wide. */
const targetPx = 44;

test('every target is big enough for a thumb', { tag: '@long' }, async ({ device }) => {
  const small: string[] = [];
  for (const { name, go } of everywhere(await fillBook(device)))
    await test.step(name, async () => {
      await go(device);
      const found = await device.page.evaluate(smallTargets, targetPx);
      small.push(...found.map((what) => `${name}: ${what}`));
    });
  expect(small).toEqual([]);
});

/** Runs in the page. Links within a sentence may be as high as their line. */
function smallTargets(px: number): string[] {
  const targets = 'a[href], button, input, select, textarea, summary, [role=option], [role=switch]';
  const isHit = (node: Element, x: number, y: number) => {
    const at = document.elementFromPoint(x, y);
    if (!at) return true; // Out of sight: its part in sight is measured.
    const label = at.closest('label');
    return node.contains(at) || at.contains(node) || label?.htmlFor === node.id;
  };
  return [...document.querySelectorAll<HTMLElement>(targets)].flatMap((node) => {
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
    const { left, top, width, height } = node.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const isInSight = x > 0 && y > 0 && x < innerWidth && y < innerHeight;
    const isHidden = width <= 1 || height <= 1 || top < 0;
    const isWithinText = getComputedStyle(node).display === 'inline';
    if (!isInSight || isHidden || isWithinText || !isHit(node, x, y)) return [];
    const reach = px / 2 - 1;
    const isHigh = height >= px - 0.5 || (isHit(node, x, y - reach) && isHit(node, x, y + reach));
    const isWide = width >= px - 0.5 || (isHit(node, x - reach, y) && isHit(node, x + reach, y));
    const name = node.getAttribute('aria-label') ?? node.textContent.trim().slice(0, 40);
    return isHigh && isWide
      ? []
      : [`<${node.localName}> ${name} ${width.toFixed()}×${height.toFixed()}`];
  });
}
