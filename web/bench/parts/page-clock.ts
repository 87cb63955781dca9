/**
 * A stopwatch inside the page, by the page's own clock. What is waited for is looked at once in
 * each frame; the time is that of the end of the frame that shows it, when it has been drawn.
 */
import type { BrowserContext, Page } from '@playwright/test';

export interface PageClock {
  /** ms since the page's navigation began. */
  frameWith(holds: () => boolean): Promise<number>;
  /** Starts waiting for the next event of this type and then for the frame. */
  arm(eventType: string, holds: () => boolean): void;
  /** From the event's own time stamp to the frame. */
  result(): Promise<Timed>;
  /** The longest task of the main thread that began in this span, ms; 0 for none over 50 ms. */
  longestTask(from: number, to: number): number;
}

export interface Timed {
  /** ms since the page's navigation began. */
  readonly from: number;
  readonly to: number;
}

declare global {
  var pageClock: PageClock;
}

/** For every page of the context, from its beginning. */
export async function giveClock(context: BrowserContext): Promise<void> {
  await context.addInitScript(installClock);
}

/** The time between two pages' moments, each on its own clock. */
export async function originOf(page: Page): Promise<number> {
  return page.evaluate(() => performance.timeOrigin);
}

/** Runs in the page, so it may use nothing from around it. */
function installClock(): void {
  const tasks: PerformanceEntry[] = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({
    type: 'longtask',
    buffered: true,
  });
  let armed: Promise<Timed> | undefined;
  const waitMsMax = 30_000;
  const frameWith = (holds: () => boolean) =>
    new Promise<number>((resolve, reject) => {
      const start = performance.now();
      const look = () => {
        if (!holds()) {
          if (performance.now() - start < waitMsMax) requestAnimationFrame(look);
          else reject(new Error(`waited in vain: ${holds.toString()}`));
          return;
        }
        // A message that is sent while a frame is made arrives when it has been drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      };
      requestAnimationFrame(look);
    });
  globalThis.pageClock = {
    frameWith,
    arm: (eventType, holds) => {
      armed = new Promise((resolve, reject) => {
        const happened = (event: Event) => {
          frameWith(holds).then((to) => resolve({ from: event.timeStamp, to }), reject);
        };
        addEventListener(eventType, happened, { capture: true, once: true });
      });
    },
    result: () => armed ?? Promise.reject(new Error('nothing was armed')),
    longestTask: (from, to) =>
      Math.max(
        0,
        ...tasks
          .filter(({ startTime, duration }) => startTime + duration > from && startTime < to)
          .map(({ duration }) => duration),
      ),
  };
}
