/**
 * The sealed entries of the log that decides, as they came: the last snapshot and what has come
 * since. They are kept on this device beside the document, so that a log that has lost them can be
 * given those very bytes again, signed by whoever wrote them (`put-back.ts`).
 *
 * Here are only their fingerprints, and what is still to be written down; the bytes are in storage.
 */
import { asRecord } from '@wardbook/shared/base/stored-record';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { Entry } from '@wardbook/shared/protocol/entry';
import { entryBytesMax } from '@wardbook/shared/protocol/limits';
import { fingerprint } from './membership.ts';

export interface SealedEntry extends Entry {
  readonly kind: 'update' | 'snapshot';
  /** Its position in the log where it stood. */
  readonly seq: number;
  /** The fingerprint of the last statement before it there. */
  readonly after: string;
}

/** What is to be written, and what is to be removed by its name. */
export interface TailChanges {
  readonly put: ReadonlyMap<string, SealedEntry>;
  readonly remove: readonly string[];
}

/** Of all that is kept. What comes beyond it is not, until a snapshot has taken the place of the rest. */
const tailBytesMax = 64 * 1024 * 1024;
const tailEntriesMax = 8_192;

/** What an entry is called in storage: its fingerprint and size. */
export const keyPrefix = 'sealed ';

export class SealedTail {
  readonly #bytes = new Map<string, number>();
  #put = new Map<string, SealedEntry>();
  #removed = new Set<string>();
  #total = 0;

  /** `keys`: what storage has, by name. */
  constructor(keys: readonly string[]) {
    for (const key of keys) {
      const [, print, bytes] = key.split(' ');
      if (print) this.#count(print, Number(bytes) || 0);
    }
  }

  add(entry: SealedEntry): void {
    const print = fingerprint(entry.blob);
    const bytes = entry.blob.length;
    if (this.#bytes.has(print)) {
      // Where it stands now is where it counts.
      this.#put.set(keyOf(print, bytes), entry);
      return;
    }
    if (this.#total + bytes > tailBytesMax || this.#bytes.size >= tailEntriesMax) return;
    this.#count(print, bytes);
    const key = keyOf(print, bytes);
    this.#removed.delete(key);
    this.#put.set(key, entry);
  }

  /** Something else holds what these (fingerprints) hold. */
  drop(prints: Iterable<string>): void {
    for (const print of prints) {
      const bytes = this.#bytes.get(print);
      if (bytes === undefined) continue;
      this.#bytes.delete(print);
      this.#total -= bytes;
      const key = keyOf(print, bytes);
      this.#put.delete(key);
      this.#removed.add(key);
    }
  }

  /** The fingerprints of those that a log (fingerprints) does not have. */
  without(log: ReadonlySet<string>): string[] {
    return [...this.#bytes.keys()].filter((print) => !log.has(print));
  }

  /** What is to be written since this was last asked. */
  takeChanges(): TailChanges {
    const changes = { put: this.#put, remove: [...this.#removed] };
    this.#put = new Map();
    this.#removed = new Set();
    return changes;
  }

  /** They could not be written. */
  giveBack({ put, remove }: TailChanges): void {
    for (const [key, entry] of put)
      if (!this.#put.has(key) && !this.#removed.has(key)) this.#put.set(key, entry);
    for (const key of remove) if (!this.#put.has(key)) this.#removed.add(key);
  }

  #count(print: string, bytes: number): void {
    this.#bytes.set(print, bytes);
    this.#total += bytes;
  }
}

/** As storage gave it: of the right shape, or nothing. What it says is judged by whoever uses it. */
export function parseSealedEntry(value: unknown): SealedEntry | undefined {
  const stored = asRecord(value);
  if (!stored) return undefined;
  const { kind, at, blob, seq, after } = stored;
  const isSound =
    (kind === 'update' || kind === 'snapshot') &&
    [at, seq].every((number) => Number.isSafeInteger(number) && (number as number) >= 0) &&
    blob instanceof Uint8Array &&
    blob.length <= entryBytesMax &&
    typeof after === 'string';
  if (!isSound) return undefined;
  return { kind, at: at as number, seq: seq as number, after, blob: blob as Bytes };
}

function keyOf(print: string, bytes: number): string {
  return `${keyPrefix}${print} ${bytes}`;
}
