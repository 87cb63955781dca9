// What in the book could not be read or used here, in sentences.

export interface Unreadable {
  /** Register entries and events that could not be read. */
  readonly electors: number;
  readonly events: number;
  /** Events of kinds that a newer version writes. */
  readonly newer: number;
  /** What the relay handed over and could not be used, or not be opened with this device's keys. */
  readonly unusable: number;
  readonly locked: number;
  /** What the relay's disk has damaged, and was not here before: when each was recorded, in words. */
  readonly missing: readonly string[];
}

/** The most that are named one by one. */
const namedMax = 20;

export function unreadableSentences(counts: Unreadable): string[] {
  const { electors, events, newer, unusable, locked, missing } = counts;
  const stay = 'Nothing is thrown away: what cannot be read stays in the book.';
  return [
    electors > 0 &&
      `${some(electors, 'register entry', 'register entries')} could not be read. ${stay}`,
    events > 0 && `${some(events, 'recorded event', 'recorded events')} could not be read. ${stay}`,
    newer > 0 &&
      `${some(newer, 'event was', 'events were')} recorded by a newer Wardbook. Reload to get it, and you will see ${newer === 1 ? 'it' : 'them'}.`,
    unusable > 0 &&
      `${some(unusable, 'change', 'changes')} from the relay could not be used: damaged, or sent by somebody without the right to. Everything else is here.`,
    locked > 0 &&
      `${some(locked, 'change', 'changes')} from the relay cannot be opened with this device’s keys. Ask a keeper of the book for a new invite link.`,
    missing.length > 0 &&
      `The relay’s disk has damaged ${some(missing.length, 'entry', 'entries')}, and this device had not received ${missing.length === 1 ? 'it' : 'them'}: ${named(missing)}. What ${missing.length === 1 ? 'it' : 'they'} held is missing here until a device that has it has put it back and a keeper’s device has written the book anew.`,
  ].filter((sentence) => sentence !== false);
}

function named(all: readonly string[]): string {
  const rest = all.length - namedMax;
  return all.slice(0, namedMax).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

function some(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
