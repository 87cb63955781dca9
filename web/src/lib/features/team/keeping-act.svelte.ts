// Owns one place's acts on the team: whether one is under way, and what became of the last.
// Doesn't know how it is asked for or shown.
import type { KeepingAct } from '#lib/workspace/keeping.ts';
import type { Workspace } from '#lib/workspace/workspace.svelte.ts';
import { keepingWords, type KeepingWords } from './keeping-words.ts';

export class KeepingActs {
  readonly #workspace: Workspace;
  readonly #anyRelay: boolean;
  #isUnderWay = $state(false);
  #problem = $state.raw<KeepingWords>();

  /** With `anyRelay` for what any of the book's relays may be told. */
  constructor(workspace: Workspace, { anyRelay = false } = {}) {
    this.#workspace = workspace;
    this.#anyRelay = anyRelay;
  }

  /** The order of the relay decides about the team, so there must be one to ask. */
  get mayAct(): boolean {
    return !this.#isUnderWay && this.#isReached;
  }

  /** Not said in the moments in which a connection is only just being made. */
  get isCutOff(): boolean {
    const { connection } = this.#workspace.status;
    return connection === 'offline' || connection === 'stopped';
  }

  get #isReached(): boolean {
    const { mayDecide, status } = this.#workspace;
    return this.#anyRelay ? status.connection === 'live' : mayDecide;
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Why the last act was not done. */
  get problem(): KeepingWords | undefined {
    return this.#problem;
  }

  /** True once it is done for everybody. */
  async do(act: KeepingAct): Promise<boolean> {
    if (this.#isUnderWay) return false;
    this.#isUnderWay = true;
    this.#problem = undefined;
    const result = await this.#workspace.keep(act).finally(() => (this.#isUnderWay = false));
    if (result.type !== 'done') this.#problem = keepingWords(result);
    return result.type === 'done';
  }
}
