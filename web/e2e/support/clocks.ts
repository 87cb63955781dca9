/** A browser whose clock is wrong. It goes on at its own pace, so pages there live as they always do. */
import type { BrowserContext } from '@playwright/test';

/** From the next page on. `ms` below nothing sets it back. */
export async function moveClock(context: BrowserContext, ms: number): Promise<void> {
  await context.addInitScript((aheadMs) => {
    const RealDate = Date;
    const now = () => RealDate.now() + aheadMs;
    globalThis.Date = class extends RealDate {
      constructor(...args: []) {
        if (args.length === 0) super(now());
        else super(...args);
      }
      static override now = now;
    } as DateConstructor;
  }, ms);
}
