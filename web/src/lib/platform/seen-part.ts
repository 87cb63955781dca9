// Owns which part of the page a keyboard over it leaves to be seen, told to the styles as
// `--seen-top`, `--seen-height` and `--seen-below`, and sees to it that the field being written in is
// in that part. Android is asked to make the page smaller itself (`interactive-widget` in app.html);
// an iPhone lays its keyboard over a page that stays as it was.
// Invariant: with nothing over the page the styles say what app.css says.
// Doesn't know any component.

/** Less than this is the browser's own bar coming or going, px. No keyboard is so low. */
const keyboardPxMin = 100;
/** Nobody zooms in by so little. */
const unzoomedMax = 1.01;
const names = ['--seen-top', '--seen-height', '--seen-below'] as const;

/** Gives what ends it. */
export function followSeenPart(page: Window = window): () => void {
  const { visualViewport } = page;
  if (!visualViewport) return () => undefined;
  const root = page.document.documentElement;
  const change = () => {
    const { height, scale, offsetTop } = visualViewport;
    // Zoomed in with two fingers one sees less, and nothing is to move for that.
    const isCovered = scale < unzoomedMax && root.clientHeight - height >= keyboardPxMin;
    const below = root.clientHeight - height - offsetTop;
    const values = [offsetTop, height, Math.max(0, below)];
    for (const [at, name] of names.entries()) {
      if (isCovered) root.style.setProperty(name, `${values[at]}px`);
      else root.style.removeProperty(name);
    }
  };
  const resized = () => {
    change();
    showField(page.document.activeElement);
  };
  visualViewport.addEventListener('resize', resized);
  visualViewport.addEventListener('scroll', change);
  change();
  return () => {
    visualViewport.removeEventListener('resize', resized);
    visualViewport.removeEventListener('scroll', change);
  };
}

function showField(active: Element | null): void {
  if (active?.matches('input, textarea, select')) active.scrollIntoView({ block: 'nearest' });
}
