/** Samples as one row of the table: the median, with the least and the most beside it. */
import { assert } from '@wardbook/shared/base/assert';
import type { Row } from '../../../scripts/lib/bench-table.ts';

/** How often each thing is measured, unless one run gives many samples. */
export const runCount = 5;

function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

function quantile(samples: readonly number[], part: number): number {
  assert(samples.length > 0, 'something was measured');
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/** `yardstick`: what the barest form of it is called, and its samples from the same run. */
export function rowOf(
  what: string,
  unit: string,
  samples: readonly number[],
  more: {
    readonly aim?: number;
    readonly yardstick?: { readonly what: string; readonly samples: readonly number[] };
  } = {},
): Row {
  const { aim, yardstick } = more;
  return {
    what,
    unit,
    median: median(samples),
    min: Math.min(...samples),
    max: Math.max(...samples),
    ...(aim !== undefined && { aim }),
    ...(yardstick && {
      yardstick: { what: yardstick.what, median: median(yardstick.samples) },
    }),
  };
}
