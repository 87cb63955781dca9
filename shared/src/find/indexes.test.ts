/** Every index of a ward's book, held to the one contract. */
import fc from 'fast-check';
import { test } from 'vitest';
import type { Entry, EventId } from '../ledger/ledger.ts';
import { bookEvents, deviceFor, idFor } from '../testing/arbitraries.ts';
import { expectIndexLaws } from '../testing/index-laws.ts';
import { MemoryIndex } from '../kinds/memory/memory-index.ts';
import { PeopleIndex } from './people-index.ts';
import type { PersonEvent } from './person-history.ts';
import type { MemoryEvent } from '../kinds/memory/memory.ts';

type Indexed = PersonEvent | MemoryEvent;

const undone = { undo: idFor<EventId>(9), by: deviceFor(1), at: 3 };
const events = bookEvents.filter((event): event is Indexed => event.type !== 'undo');
const entries: fc.Arbitrary<readonly Entry<Indexed>[]> = fc.array(
  fc.tuple(events, fc.boolean()).map(([event, stands]) => (stands ? { event } : { event, undone })),
  { maxLength: 20 },
);

test('[BOOK14] what is known of people', () => {
  expectIndexLaws(
    entries,
    () => new PeopleIndex(),
    (index) => ({
      asked: [...index.askedIds].sort(),
      people: index
        .people()
        .sort()
        .map((id) => index.person(id)),
    }),
  );
});

test('[BOOK14] what the ward remembers', () => {
  expectIndexLaws(
    entries,
    () => new MemoryIndex(),
    (index) => index.items(),
  );
});
