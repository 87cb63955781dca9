// Owns what the browser last said about keeping this device's storage, for all who show it.
// Doesn't know what is stored.
import { createContext } from 'svelte';
import { askToPersist, isPersisted, type PersistenceAnswer } from './persistence.ts';

export const [getPersistence, setPersistence] = createContext<Persistence>();

export class Persistence {
  #answer = $state.raw<PersistenceAnswer>();

  /** Undefined until it has been looked up. */
  get answer(): PersistenceAnswer | undefined {
    return this.#answer;
  }

  /** It has been looked up, and the browser has not agreed to keep what is stored. */
  get mayLose(): boolean {
    return this.#answer !== undefined && this.#answer.type !== 'persisted';
  }

  /** Asks nothing of anybody. */
  async look(): Promise<void> {
    this.#answer = await isPersisted();
  }

  /** Some browsers show a question. */
  async ask(): Promise<void> {
    this.#answer = await askToPersist();
  }
}
