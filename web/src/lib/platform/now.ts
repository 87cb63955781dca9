/**
 * The time, for what shows how long ago something was: whoever reads it in an effect or in what a page
 * derives is computed again at each full second or minute. Nothing ticks while nobody reads it.
 */
import { createSubscriber } from 'svelte/reactivity';

export type Step = 'second' | 'minute';

const ticks = { second: ticksEach(1_000), minute: ticksEach(60_000) };

/** Milliseconds since 1970, by this device's clock. */
export function nowEach(step: Step): number {
  ticks[step]();
  return Date.now();
}

/** The day of this device's own calendar, as 'YYYY-MM-DD'. */
export function isoDay(at: number): string {
  const date = new Date(at);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function ticksEach(stepMs: number): () => void {
  return createSubscriber((moveOn) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      timer = setTimeout(
        () => {
          moveOn();
          wait();
        },
        stepMs - (Date.now() % stepMs),
      );
    };
    wait();
    return () => clearTimeout(timer);
  });
}
