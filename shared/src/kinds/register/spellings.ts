/**
 * Electors by the address as it is written, so that each way of writing is worked out once for all
 * who share it, and ways that mean the same place come together.
 */
import { partsKey, splitAddress, type NameMemo, type Part } from './address.ts';
import type { Elector } from './elector.ts';

export interface Spelling {
  readonly district: string;
  readonly postcode: string;
  readonly address: readonly string[];
  readonly parts: readonly Part[];
  /** Equal for all spellings of one home. */
  readonly key: string;
  readonly electors: Elector[];
}

export class Spellings {
  readonly #memo: NameMemo = new Map();
  /** By postcode and first line: short texts whose hash is known, and few share both. */
  readonly #byPostcode = new Map<string, Map<string, Spelling[]>>();

  add(elector: Elector): void {
    const { district, postcode, address } = elector;
    const first = address[0]!;
    const byLine = this.#byPostcode.get(postcode) ?? new Map<string, Spelling[]>();
    this.#byPostcode.set(postcode, byLine);
    const spellings = byLine.get(first) ?? [];
    byLine.set(first, spellings);
    let spelling = spellings.find(
      (each) => each.district === district && sameLines(each.address, address),
    );
    if (spelling === undefined) {
      const parts = splitAddress(address, this.#memo);
      const key = `${district}|${partsKey(parts, postcode)}`;
      spelling = { district, postcode, address, parts, key, electors: [] };
      spellings.push(spelling);
    }
    spelling.electors.push(elector);
  }

  /** The spellings of each home, by its key. */
  homes(): Map<string, Spelling[]> {
    const homes = new Map<string, Spelling[]>();
    for (const byLine of this.#byPostcode.values()) {
      for (const spelling of [...byLine.values()].flat()) {
        const home = homes.get(spelling.key);
        if (home === undefined) homes.set(spelling.key, [spelling]);
        else home.push(spelling);
      }
    }
    return homes;
  }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
