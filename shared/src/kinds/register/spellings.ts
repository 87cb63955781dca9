/**
 * Addresses as they are written, so that each way of writing is worked out once for all who share it.
 */
import { partsKey, splitAddress, type NameMemo, type Part } from './address.ts';
import { mapAt } from '../../base/map-at.ts';
import type { Elector } from './elector.ts';

export interface Spelling {
  readonly district: string;
  readonly postcode: string;
  readonly address: readonly string[];
  readonly parts: readonly Part[];
  /** Equal for all spellings of one home. */
  readonly key: string;
}

export class Spellings {
  readonly #memo: NameMemo = new Map();
  /** By postcode and first line: short texts whose hash is known, and few share both. */
  readonly #byPostcode = new Map<string, Map<string, Spelling[]>>();

  /** Of somebody with an address. */
  of({ district, postcode, address }: Elector): Spelling {
    const byLine = mapAt(this.#byPostcode, postcode, () => new Map<string, Spelling[]>());
    const spellings = mapAt(byLine, address[0]!, () => []);
    const known = spellings.find(
      (each) => each.district === district && sameLines(each.address, address),
    );
    if (known) return known;
    const parts = splitAddress(address, this.#memo);
    const key = `${district}|${partsKey(parts, postcode)}`;
    const spelling = { district, postcode, address, parts, key };
    spellings.push(spelling);
    return spelling;
  }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
