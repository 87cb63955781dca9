/** Every index of a ward's book, held to the one contract. */
import { franchiseIndex } from '../kinds/register/franchise.ts';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wardKinds, type BookEvent } from '../books/ward.ts';
import { codeIndex } from '../kinds/code/code.ts';
import { deviceIndex } from '../kinds/device/device.ts';
import { holderIndex } from '../kinds/holder/holder.ts';
import type { Elector, PersonId } from '../kinds/register/elector.ts';
import { memoryIndex } from '../kinds/memory/memory-index.ts';
import { districtIndex } from '../kinds/register/district.ts';
import { electorRow, type EditionId } from '../kinds/register/elector.ts';
import { goneRow, type Edition } from '../kinds/register/edition.ts';
import { registerIndex, type RegisterIndex } from '../kinds/register/register-index.ts';
import { walkIndex } from '../kinds/register/walk-index.ts';
import { strikeOutIndex } from '../kinds/strike-out/strike-out.ts';
import { placeIndex } from '../kinds/place/place-index.ts';
import { saidKindsIndex, settingsIndex } from '../kinds/settings/settings.ts';
import type { Derived, Event } from '../ledger/kind.ts';
import type { Entry, EventId, Index } from '../ledger/ledger.ts';
import type { Saying, StatedIndex } from '../ledger/stated.ts';
import { bookEvents, deviceFor, electorWith, idFor } from '../testing/arbitraries.ts';
import { registerSummary } from '../testing/book-summary.ts';
import { walked } from '../testing/walked.ts';
import { expectIndexLaws, FedIndexes } from '../testing/index-laws.ts';
import { filterIndex } from './filter-index.ts';
import { everybody, type PeopleFilter } from './people-filter.ts';
import { peopleIndex } from './people-index.ts';
import { searchIndex } from './search-index.ts';

const undone = { undo: idFor<EventId>(9), by: deviceFor(1), at: 3 };

/** Of the kinds that it takes; each content once, as a ledger gives them. */
function entriesFor<E extends Event>(derived: Derived<E, Index<E>>): fc.Arbitrary<Entry<E>[]> {
  const types = new Set<string>(derived.kinds.map(({ type }) => type));
  const events = bookEvents.filter(({ type }) => types.has(type)) as fc.Arbitrary<BookEvent & E>;
  return fc
    .uniqueArray(events, { maxLength: 12, selector: (event) => JSON.stringify(event) })
    .chain((all) =>
      fc.tuple(
        ...all.map((event) =>
          fc.boolean().map((stands): Entry<E> => (stands ? { event } : { event, undone })),
        ),
      ),
    );
}

/** With what it rests on, and without a book. */
const begun =
  <E extends Event, I extends Index<E>>(derived: Derived<E, I>) =>
  () =>
    new FedIndexes().of(derived);

const person = fc.nat(4).map(idFor<PersonId>);
const edition = fc.nat(11).map(idFor<EditionId>);
const elector: fc.Arbitrary<Elector> = fc
  .record({
    id: person,
    edition,
    line: fc.nat(2),
    number: fc.constantFrom('1', '2'),
    surname: fc.constantFrom('Lee', 'Nowak'),
    district: fc.oneof({ weight: 5, arbitrary: fc.constant('AL') }, fc.constant('AM')),
    address: fc.oneof(
      { weight: 5, arbitrary: fc.constant(['1 High Road']) },
      fc.constantFrom(['1 HIGH RD'], ['Flat 1', 'Maple House', '1 High Road'], ['5 Mill Lane'], []),
    ),
    anonymous: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map((parts) => electorWith(parts));
const rows = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: elector.map((each) => electorRow.write(each)) },
    {
      weight: 1,
      arbitrary: fc
        .record({ edition, gone: fc.array(person, { maxLength: 2 }) })
        .map((each) => goneRow.write(each)),
    },
    { weight: 1, arbitrary: fc.constantFrom(null, {}, { w: 1 }) },
  ),
  { maxLength: 25 },
);

test('[BOOK14] what is known of people', () => {
  const ids = [0, 1, 2, 3, 4].map(idFor<PersonId>);
  expectIndexLaws(entriesFor(peopleIndex), begun(peopleIndex), (index) => ({
    people: index
      .people()
      .sort()
      .map((id) => index.person([id])),
    joined: [index.person(ids.slice(0, 3)), index.person(ids.slice(3))],
  }));
});

test('[BOOK14] what the ward remembers', () => {
  expectIndexLaws(entriesFor(memoryIndex), begun(memoryIndex), (index) => index.items());
});

test('[BOOK14] what stands about places', () => {
  expectIndexLaws(entriesFor(placeIndex), begun(placeIndex), (index) =>
    ['AL|high road', 'AL|high road|1'].map((place) => index.notes(place)),
  );
});

test('[BOOK14] what was struck out', () => {
  expectIndexLaws(entriesFor(strikeOutIndex), begun(strikeOutIndex), (index) => index.all());
});

test('[BOOK14] of which kinds the book was said to be', () => {
  const deviceIds = [undefined, ...Array.from({ length: 8 }, (_, at) => deviceFor(at))];
  expectIndexLaws(entriesFor(saidKindsIndex), begun(saidKindsIndex), (index) =>
    deviceIds.map((device) => [...index.by(device)].toSorted()),
  );
});

describe('[BOOK14] what is said of things', () => {
  const all = {
    settingsIndex,
    districtIndex,
    codeIndex,
    deviceIndex,
    holderIndex,
    franchiseIndex,
  };

  test.each(Object.entries(all))('%s', (_, derived) => {
    const stated = derived as unknown as Derived<Saying, StatedIndex<Saying, object>>;
    expectIndexLaws(entriesFor(stated), begun(stated), (index) =>
      index
        .subjects()
        .sort()
        .map((subject) => [subject, index.of(subject)]),
    );
  });

  test('and those are all of them', () => {
    const tried = Object.values(all).flatMap(({ kinds }) =>
      kinds.map(({ type }) => type as string),
    );
    const others = ['answer', 'field', 'note', 'memory', 'place', 'edition', 'strike-out'];
    expect(wardKinds.map(({ type }) => type as string).sort()).toEqual(
      [...tried, ...others].sort(),
    );
  });
});

describe('[BOOK14] the register', () => {
  test('whatever editions and rows come, in whatever order', () => {
    expectIndexLaws(
      entriesFor(registerIndex),
      begun(registerIndex),
      (index) => [registerSummary(index), index.takenBack()],
      rows,
    );
  });

  test('[IMP12] and whoever follows it is told of everybody of whom anything is another, and of nobody else', () => {
    const otherwise = ({ event, undone: is }: Entry<Edition>) =>
      is ? { event } : { event, undone };
    const feeding = entriesFor(registerIndex).chain((entries) =>
      fc.tuple(
        fc.shuffledSubarray(entries.map(otherwise)).map((later) => [...entries, ...later]),
        fc.array(rows, { maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(feeding, ([entries, all]) => {
        const index = new FedIndexes().of(registerIndex);
        const { news } = index.watch();
        let before = told(index);
        for (const [at, entry] of entries.entries()) {
          index.update([entry]);
          index.takeRows(all[at] ?? []);
          const others = news();
          const now = told(index);
          for (const id of new Set([...before.keys(), ...now.keys()])) {
            const [old, is] = [before.get(id), now.get(id)];
            // An entry that is the same is the same object.
            const isSame = old?.entry === is?.entry && isDeepStrictEqual(old, is);
            expect(others.has(id)).toBe(!isSame);
          }
          before = now;
        }
      }),
    );
  });
});

/** All that may be asked of each person. */
function told(index: RegisterIndex) {
  return new Map(
    [...index.people()].map(([id, entry]) => [
      id,
      { entry, ids: index.idsOf(id), formerNumbers: index.formerNumbers(id) },
    ]),
  );
}

/** An index that rests on others, and what it rests on. */
const together = (derived: Derived<Event, Index<Event>>) => () => {
  const all = new FedIndexes();
  all.of(derived);
  return all;
};

test('[BOOK14] [WALK5] everybody in walking order', () => {
  expectIndexLaws<Event, FedIndexes>(
    entriesFor(walkIndex),
    together(walkIndex),
    (all) => {
      const walk = all.of(walkIndex);
      const people = [...all.of(registerIndex).people().values()];
      expect(walk.streets()).toEqual(walked(people));
      const homes = Object.fromEntries(people.map(({ id }) => [id, walk.home(id)]));
      return { streets: walk.streets(), homes };
    },
    rows,
  );
});

test('[BOOK14] who is found', () => {
  const texts = ['lee', 'l', '1', 'AL-1', 'AL-2', 'AM-1', 'AM-2', 'mill 5', 'no'];
  expectIndexLaws<Event, FedIndexes>(
    entriesFor(searchIndex),
    together(searchIndex),
    (all) => {
      const index = all.of(searchIndex);
      index.read(index.unread);
      return texts.map((text) => [...(index.find(text) ?? [])].toSorted());
    },
    rows,
  );
});

describe('[BOOK14] who is chosen by a filter, and the counts', () => {
  const filters: Record<string, Partial<PeopleFilter>> = {
    everybody: {},
    'by a code': { codes: new Set(['none']) },
    'not yet asked': { notAsked: true, roads: new Set(['AL|mill lane']) },
    'by a mark, of those found': {
      flags: new Set(['flag:objects', 'flag:poster']),
      matches: new Set([0, 1, 2].map(idFor<PersonId>)),
    },
  };

  test.each(Object.entries(filters))('%s', (_, parts) => {
    const filter = { ...everybody, ...parts };
    expectIndexLaws<Event, FedIndexes>(
      entriesFor(filterIndex),
      together(filterIndex),
      (all) => {
        const index = all.of(filterIndex);
        const { streets, people, counts } = index.choose(filter);
        const toAsk = new Map(index.toAsk());
        return { streets, people, counts, toAsk };
      },
      rows,
    );
  });
});
