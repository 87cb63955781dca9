// Owns what the browser last said about keeping this device's storage, for all who show it.
// Doesn't know what is stored.
import { createContext } from 'svelte';
import { askToKeep, isKept, type KeepAnswer } from './persistence.ts';

export const [getKeeping, setKeeping] = createContext<Keeping>();

export class Keeping {
  #answer = $state.raw<KeepAnswer>();

  /** Undefined until it has been looked up. */
  get answer(): KeepAnswer | undefined {
    return this.#answer;
  }

  /** Asks nothing of anybody. */
  async look(): Promise<void> {
    this.#answer = await isKept();
  }

  /** Some browsers show a question. */
  async ask(): Promise<void> {
    this.#answer = await askToKeep();
  }
}
