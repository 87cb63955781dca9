import { expect, test } from 'vitest';
import { followSeenPart } from './seen-part.ts';

/** A page 844 px high, what its styles were told, and the fields that were brought into sight. */
function page() {
  const told = new Map<string, string>();
  const shown: string[] = [];
  const field = (kind: string) => ({
    matches: (selector: string) => selector.split(', ').includes(kind),
    scrollIntoView: () => shown.push(kind),
  });
  const style = {
    setProperty: (name: string, value: string) => told.set(name, value),
    removeProperty: (name: string) => told.delete(name),
  };
  const document = { documentElement: { clientHeight: 844, style }, activeElement: field('input') };
  const part = { height: 844, scale: 1, offsetTop: 0 };
  const visualViewport = Object.assign(new EventTarget(), part);
  const stop = followSeenPart({ document, visualViewport } as unknown as Window);
  const become = (change: Partial<typeof part>, type = 'resize') => {
    Object.assign(visualViewport, change);
    visualViewport.dispatchEvent(new Event(type));
    return Object.fromEntries(told);
  };
  return { become, shown, document, field, stop };
}

test('[PHONE6] the styles are told what a keyboard leaves of the page, and nothing without one', () => {
  const { become, stop } = page();
  expect(become({ height: 400 })).toEqual({
    '--seen-top': '0px',
    '--seen-height': '400px',
    '--seen-below': '444px',
  });
  // The browser moves the page up behind its own window to show a field.
  expect(become({ offsetTop: 120 }, 'scroll')).toMatchObject({
    '--seen-top': '120px',
    '--seen-below': '324px',
  });
  expect(become({ height: 844, offsetTop: 0 })).toEqual({});
  stop();
  expect(become({ height: 400 })).toEqual({});
});

test('[PHONE6] neither two fingers nor the browser’s own bar are a keyboard', () => {
  const { become } = page();
  expect(become({ height: 422, scale: 2, offsetTop: 100 })).toEqual({});
  expect(become({ height: 780, scale: 1, offsetTop: 0 })).toEqual({});
});

test('[PHONE6] the field that is written in is brought into sight, and nothing else is', () => {
  const { become, shown, document, field } = page();
  become({ height: 400 });
  expect(shown).toEqual(['input']);
  document.activeElement = field('button');
  become({ height: 390 });
  become({ height: 390 }, 'scroll');
  expect(shown).toEqual(['input']);
});

test('[PHONE6] a browser that does not tell is left alone', () => {
  expect(followSeenPart({ visualViewport: null } as unknown as Window)()).toBeUndefined();
});
