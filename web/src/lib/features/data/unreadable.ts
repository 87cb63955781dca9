// What in the book could not be read or used here, in sentences.
import { numberText } from '#lib/words/numbers.ts';

export interface Unreadable {
  /** Register entries and events that could not be read. */
  readonly electors: number;
  readonly events: number;
  /** Events of kinds that a newer version writes. */
  readonly newer: number;
  /** Events that came under the id of another one. */
  readonly clashes: number;
  /** What the relay's disk has damaged, and was not here before: when each was recorded, in words. */
  readonly missing: readonly string[];
}

/** The most that are named one by one. */
const namedMax = 20;

export function unreadableSentences(counts: Unreadable): string[] {
  const { electors, events, newer, clashes, missing } = counts;
  const stay = 'Nothing is thrown away: what cannot be read stays in the book.';
  return [
    electors > 0 &&
      `${some(electors, 'register entry', 'register entries')} could not be read. ${stay}`,
    events > 0 && `${some(events, 'recorded event', 'recorded events')} could not be read. ${stay}`,
    newer > 0 &&
      `${some(newer, 'event was', 'events were')} recorded by a newer Wardbook. Reload to get it, and you will see ${newer === 1 ? 'it' : 'them'}.`,
    clashes > 0 &&
      `${some(clashes, 'recorded event', 'recorded events')} came in the place of ${clashes === 1 ? 'another that says' : 'others that say'} something else: a fault, or a device that does what it should not. Both are kept and shown. Show this to a keeper.`,
    missing.length > 0 &&
      `The relay’s disk has damaged ${some(missing.length, 'entry', 'entries')}, and this device had not received ${missing.length === 1 ? 'it' : 'them'}: ${named(missing)}. What ${missing.length === 1 ? 'it' : 'they'} held is missing here until a device that has it has put it back and a keeper’s device has written the book anew.`,
  ].filter((sentence) => sentence !== false);
}

function named(all: readonly string[]): string {
  const rest = all.length - namedMax;
  return all.slice(0, namedMax).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

function some(count: number, one: string, many: string): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}
