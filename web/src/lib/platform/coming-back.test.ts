import { expect, test } from 'vitest';
import { onComingBack } from './coming-back.ts';

test('[PHONE1] a page is back when it is seen, thawed, shown again or online, and not when it goes', () => {
  const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  const page = Object.assign(new EventTarget(), { document });
  let times = 0;
  const stop = onComingBack(() => times++, page as unknown as Window);
  const after = (target: EventTarget, type: string) => {
    target.dispatchEvent(new Event(type));
    return times;
  };
  expect(after(document, 'visibilitychange')).toBe(0);
  document.visibilityState = 'visible';
  expect(after(document, 'visibilitychange')).toBe(1);
  expect(after(document, 'resume')).toBe(2);
  expect(after(page, 'pageshow')).toBe(3);
  expect(after(page, 'online')).toBe(4);
  stop();
  for (const type of ['visibilitychange', 'resume']) after(document, type);
  for (const type of ['pageshow', 'online']) after(page, type);
  expect(times).toBe(4);
});
