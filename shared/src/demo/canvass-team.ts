/** The team that canvasses the demo ward, and what each of them works with. */
import type { DeviceId } from '../base/ids.ts';
import type { Book } from '../ledger/book.ts';
import type { Author } from '../ledger/command.ts';
import type { CodeId } from '../kinds/code/code.ts';
import type { Chance } from './chance.ts';

export interface Canvass {
  readonly book: Book;
  readonly chance: Chance;
  readonly team: readonly DeviceId[];
  readonly codeByLetter: ReadonlyMap<string, CodeId>;
}

/** One of the team at a moment in the past. */
export function authorAt(canvass: Canvass, device: DeviceId, at: number): Author {
  return { device, now: () => at, random: canvass.chance.bytes };
}
