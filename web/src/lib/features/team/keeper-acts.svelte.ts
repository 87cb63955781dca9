// Owns one place's acts on the team: whether one is under way, and what became of the last.
// Doesn't know how it is asked for or shown.
import type { BookId } from '@wardbook/shared/base/ids';
import type { KeeperAct } from '#lib/open/keeper-act.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { keeperActWords, type KeeperActWords } from './keeper-act-words.ts';

/** Every relay, or the one whose order decides, by its address. */
export type OutOfReach =
  { readonly type: 'all' } | { readonly type: 'first'; readonly relay: string };

export class KeeperActs {
  readonly #workspace: Workspace;
  readonly #anyRelay: boolean;
  #isUnderWay = $state(false);
  #problem = $state.raw<KeeperActWords>();

  /** With `anyRelay` for what any of the book's relays may be told. */
  constructor(workspace: Workspace, { anyRelay = false } = {}) {
    this.#workspace = workspace;
    this.#anyRelay = anyRelay;
  }

  /** The order of the relay decides about the team, so there must be one to ask. */
  get mayAct(): boolean {
    return !this.#isUnderWay && this.#isReached;
  }

  get book(): BookId {
    return this.#workspace.id;
  }

  /**
   * What such an act needs and does not reach. Not said in the moments in which a connection is only
   * just being made.
   */
  get outOfReach(): OutOfReach | undefined {
    if (this.#isReached) return undefined;
    const { connection, relays } = this.#workspace.status;
    const isCutOff = connection === 'offline' || connection === 'stopped';
    if (isCutOff || relays.every(({ isAway }) => isAway)) return { type: 'all' };
    const [first] = relays;
    const isFirstAway = !this.#anyRelay && connection === 'live' && first?.isAway;
    return isFirstAway ? { type: 'first', relay: first.relay } : undefined;
  }

  get #isReached(): boolean {
    const { mayDecide, mayNameRelays } = this.#workspace;
    return this.#anyRelay ? mayNameRelays : mayDecide;
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Why the last act was not done. */
  get problem(): KeeperActWords | undefined {
    return this.#problem;
  }

  /** True once it is done for everybody. */
  async do(act: KeeperAct): Promise<boolean> {
    if (this.#isUnderWay) return false;
    this.#isUnderWay = true;
    this.#problem = undefined;
    const result = await this.#workspace.actAsKeeper(act).finally(() => (this.#isUnderWay = false));
    if (result.type !== 'done') this.#problem = keeperActWords(result);
    return result.type === 'done';
  }
}
