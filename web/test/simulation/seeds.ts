/** The seeds that the simulations live through, and what happened in them. */
import type { TestContext } from 'vitest';
import { missing, timesIn, type Demands, type Times } from './enough.ts';
import type { Happening } from './happened.ts';
import type { World } from './world.ts';

/** Whoever runs them chooses. Of those that nobody has chosen it is known that everything happens in them. */
const chosen = process.env['WARDBOOK_SEEDS'];
const seeds = (chosen ?? '1-4').split(',').flatMap(range);

/** `pinned`: seeds that failed once, with what they found. */
export function seedsAnd(pinned: Readonly<Record<number, string>> = {}) {
  const others = chosen === undefined ? Object.entries(pinned) : [];
  return [
    ...seeds.map((seed) => ({ seed, name: `seed ${seed}` })),
    ...others.map(([seed, found]) => ({ seed: Number(seed), name: `seed ${seed}: ${found}` })),
  ];
}

/** What a test says of itself in Vitest's report, for `pnpm fuzz` to sum up. */
declare module 'vitest' {
  interface TaskMeta {
    lived?: { readonly demands: Demands; readonly times: Times };
  }
}

/** What happened in one simulation, of all its seeds. */
export class Lived<What extends Happening> {
  readonly #demands: Demands<What>;
  readonly #times: Times[] = [];

  constructor(demands: Demands<What>) {
    this.#demands = demands;
  }

  add({ happened }: World, { task }: TestContext): void {
    const whats = Object.keys(this.#demands.timesIn400) as What[];
    const times = Object.fromEntries(whats.map((what) => [what, happened.times(what)]));
    this.#times.push(times);
    task.meta.lived = { demands: this.#demands, times };
  }

  missing(): readonly string[] {
    const lacking = missing(this.#demands, this.#times);
    if (chosen !== undefined) return lacking;
    const never = Object.keys(this.#demands.timesIn400).filter(
      (what) => timesIn(this.#times, what) === 0,
    );
    return [...lacking, ...never];
  }
}

function range(text: string): number[] {
  const [from, to = from] = text.split('-').map(Number);
  return Array.from({ length: to! - from! + 1 }, (_, n) => from! + n);
}
