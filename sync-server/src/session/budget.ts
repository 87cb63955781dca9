/** Something that many sessions have together and none may have all of. */
export class Budget {
  readonly #max: number;
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get used(): number {
    return this.#used;
  }

  /**
   * Takes `count` and gives true, if there is so much left. It stays taken until it is given back.
   */
  take(count: number): boolean {
    if (this.#used + count > this.#max) return false;
    this.#used += count;
    return true;
  }

  giveBack(count: number): void {
    this.#used -= count;
  }
}

/** One session's part of it, given back when it ends. */
export class BudgetShare {
  readonly #budget: Budget;
  #taken = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  take(count: number): boolean {
    if (!this.#budget.take(count)) return false;
    this.#taken += count;
    return true;
  }

  giveBack(): void {
    this.#budget.giveBack(this.#taken);
    this.#taken = 0;
  }
}
