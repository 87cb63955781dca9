/** What happened in a simulated world, so that a run that did nothing is not taken for one that went well. */
import type { HostileAct } from '../access/hostile-acts.ts';

export type Happening =
  | 'edits'
  | 'imports'
  | 'tabs'
  | 'crashes'
  | 'writes lost'
  | 'partitions'
  | 'cuts'
  | 'relay wiped'
  | 'relay set back'
  | 'snapshots'
  | 'made anew'
  | 'written meanwhile'
  | 'several authors'
  | 'put back'
  | 'disk put back'
  | 'minted anew'
  | 'role changed'
  | 'end set'
  | 'keys replaced'
  | 'removed'
  | 'stepped down'
  | HostileAct;

export class Happened {
  readonly #times = new Map<Happening, number>();

  count(what: Happening, times = 1): void {
    this.#times.set(what, this.times(what) + times);
  }

  times(what: Happening): number {
    return this.#times.get(what) ?? 0;
  }
}
