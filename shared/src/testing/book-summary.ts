/** Everything that a ward's book says, as plain data, to compare two of them by. */
import type { Book } from '../ledger/book.ts';
import { codes } from '../kinds/code/code.ts';
import { devicesNamed } from '../kinds/device/device.ts';
import { holders } from '../kinds/holder/holder.ts';
import { districts } from '../kinds/register/district.ts';
import { editions, electors } from '../kinds/register/register.ts';
import {
  registerIndex,
  type RegisterIndex,
  type RestingOn,
} from '../kinds/register/register-index.ts';
import { bookSettings } from '../kinds/settings/settings.ts';
import { summary } from './history-summary.ts';

export function bookSummary(book: Book): unknown {
  return {
    settings: bookSettings(book),
    districts: districts(book),
    codes: codes(book),
    devices: devicesNamed(book),
    holders: holders(book),
    editions: editions(book),
    electors: electors(book).electors,
    register: registerSummary(book.of(registerIndex)),
    history: summary(book),
  };
}

export function registerSummary(index: RegisterIndex): unknown {
  const ids = [...index.people().keys(), ...index.aliases.keys()].sort();
  return {
    people: [...index.people()].sort(([a], [b]) => (a < b ? -1 : 1)),
    editions: index.editions(),
    latest: index.latest(),
    resting: index.editions().map(({ id }) => restingSorted(index.restingOn(id))),
    rolls: index.editions().map(({ id }) => [...index.roll(id)].sort()),
    ids: ids.map((id) => [id, index.idsOf(id)]),
    formerNumbers: ids.map((id) => index.formerNumbers(id)),
  };
}

function restingSorted({ alone, others }: RestingOn): unknown {
  return { alone: alone.toSorted(), others: others.toSorted() };
}
