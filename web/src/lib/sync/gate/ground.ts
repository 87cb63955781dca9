/** What an update is to fit on: what is held of each client, and in which part of the document it stands. */
import { mapAt } from '@wardbook/shared/base/map-at';
import type * as Y from 'yjs';
import type { IdRanges } from '../update/contents.ts';
import type { Id } from '../update/id.ts';
import { partOf } from '../update/part-of.ts';

export interface Ground {
  /** The clock before which everything of a client is held. */
  held(client: number): number;
  /** The part of the document in which something that is held stands. */
  partOf(id: Id): string | undefined;
}

/** Where nothing is there yet: a snapshot stands on its own. */
export const emptyGround: Ground = { held: () => 0, partOf: () => undefined };

/** Runs of one client that stand one after the other, each in a part. */
interface Placed {
  readonly starts: number[];
  readonly parts: string[];
  held: number;
}

/** A ground that grows as runs are placed on it. What is beneath stays as it is. */
export class GrowingGround implements Ground {
  readonly #beneath: Ground;
  readonly #placed = new Map<number, Placed>();

  constructor(beneath: Ground) {
    this.#beneath = beneath;
  }

  held(client: number): number {
    return this.#placed.get(client)?.held ?? this.#beneath.held(client);
  }

  partOf(id: Id): string | undefined {
    const placed = this.#placed.get(id.client);
    if (!placed || id.clock >= placed.held || id.clock < placed.starts[0]!)
      return this.#beneath.partOf(id);
    let [low, high] = [0, placed.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (placed.starts[middle]! <= id.clock) low = middle;
      else high = middle;
    }
    return placed.parts[low];
  }

  /** A run that begins where what is held of its client ends, or before. */
  place({ client, clock }: Id, length: number, part: string): void {
    const held = this.held(client);
    if (clock + length <= held) return;
    const placed = mapAt(this.#placed, client, (): Placed => ({ starts: [], parts: [], held }));
    if (placed.parts[placed.parts.length - 1] !== part) {
      placed.starts.push(held);
      placed.parts.push(part);
    }
    placed.held = clock + length;
  }
}

/** What a log holds at some place, of which all is in this document. */
export class LogGround implements Ground {
  readonly #doc: Y.Doc;
  readonly #held: IdRanges;

  constructor(doc: Y.Doc, held: IdRanges) {
    this.#doc = doc;
    this.#held = held;
  }

  held(client: number): number {
    return this.#held.endOfFirst(client);
  }

  partOf(id: Id): string | undefined {
    return partOf(this.#doc, id);
  }
}
