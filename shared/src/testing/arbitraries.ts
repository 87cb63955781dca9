/**
 * What property tests draw from. Alphabets are small on purpose: trouble starts where things
 * coincide, and in a wide space they never would.
 */
import fc from 'fast-check';
import { toBase64Url } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import type { RegisterEntry } from '../kinds/register/register-entry.ts';
import type { Elector, PersonId } from '../kinds/register/elector.ts';
import { flagFields, textFields } from '../kinds/detail/detail.ts';
import { outcomes } from '../kinds/answer/answer.ts';
import type { CodeId } from '../kinds/code/code.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { polls } from '../rules/vote.ts';
import type { EventId } from '../ledger/ledger.ts';
import type { MemoryId } from '../kinds/memory/memory.ts';
import type { BookEvent } from '../books/ward.ts';

/** The n-th id of its kind; the same n gives the same id. */
export function idFor<Id extends PersonId | EventId | CodeId | MemoryId>(n: number): Id {
  return toBase64Url(Uint8Array.from({ length: 12 }, (_, i) => (i === 11 ? n : 7))) as Id;
}

export function deviceFor(n: number): DeviceId {
  return toBase64Url(new Uint8Array(32).fill(n + 1)) as DeviceId;
}

const personId = fc.nat(4).map(idFor<PersonId>);
const eventId = fc.nat(11).map(idFor<EventId>);
const someIds = fc.uniqueArray(eventId, { maxLength: 3 });
const words = fc.constantFrom('', 'one', 'two', 'three');

const happened = {
  id: eventId,
  at: fc.nat(5),
  by: fc.nat(2).map(deviceFor),
  via: fc.option(fc.nat(2).map(deviceFor), { nil: undefined, freq: 9 }),
};

/** About people, things remembered and other events. */
const recorded = fc.oneof(
  fc.record({
    ...happened,
    type: fc.constant('answer' as const),
    person: personId,
    outcome: fc.constantFrom(...outcomes),
    note: words,
  }),
  fc.record({
    ...happened,
    type: fc.constant('answer' as const),
    person: personId,
    outcome: fc.constant('spoke' as const),
    code: fc.nat(2).map(idFor<CodeId>),
  }),
  fc.record({
    ...happened,
    type: fc.constant('undo' as const),
    of: fc.uniqueArray(eventId, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    ...happened,
    type: fc.constant('field' as const),
    person: personId,
    field: fc.constantFrom(...textFields.slice(0, 2)),
    value: fc.constantFrom('x', 'y', null),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('field' as const),
    person: personId,
    field: fc.constantFrom(...flagFields.slice(0, 2)),
    value: fc.constantFrom(true, false, null),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('note' as const),
    person: personId,
    text: words,
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('memory' as const),
    item: fc.nat(2).map(idFor<MemoryId>),
    kind: fc.constantFrom('issue' as const, 'note' as const),
    title: words,
    text: words,
    state: fc.constantFrom('open' as const, 'done' as const),
    over: someIds,
  }),
);

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const device = fc.nat(2).map(deviceFor);
const hashes = ['a', 'b'].map((letter) => letter.repeat(43));

/** What is said of things by their properties, and editions of the register. */
const stated = fc.oneof(
  fc.record({
    ...happened,
    type: fc.constant('settings' as const),
    ward: some(words),
    council: some(words),
    election: some(
      fc.record({ poll: fc.constantFrom(...polls), day: fc.constantFrom('', '2027-05-06') }),
    ),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('district' as const),
    letters: fc.constantFrom('AL', 'AM'),
    name: some(words),
    place: some(words),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('franchise' as const),
    marker: fc.constantFrom('K', 'E'),
    polls: some(fc.constantFrom(['local' as const], [])),
    source: some(words),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('place' as const),
    place: fc.constantFrom('AL|high road', 'AL|high road|1'),
    text: words,
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('strike-out' as const),
    whose: fc.array(device, { maxLength: 2 }),
    since: fc.nat(5),
    count: fc.nat(5),
    undos: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('code' as const),
    code: fc.nat(2).map(idFor<CodeId>),
    letter: some(fc.constantFrom('L', 'C')),
    label: some(words),
    retired: some(fc.boolean()),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('device' as const),
    device,
    name: some(words),
    deviceName: some(words),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('holder' as const),
    device,
    heldAt: fc.nat(5),
    over: someIds,
  }),
  fc.record({
    ...happened,
    type: fc.constant('edition' as const),
    file: words,
    hash: some(fc.constantFrom(...hashes)),
    layout: words,
    added: fc.nat(2),
    changed: fc.nat(2),
    unchanged: fc.nat(2),
    problems: fc.nat(2),
    districts: fc.subarray(['AL', 'AM']),
    over: someIds,
  }),
);

/** Events whose ids, times and references coincide often, and refer to each other in rings. */
export const bookEvents: fc.Arbitrary<BookEvent> = fc
  .oneof(recorded, stated)
  // As they are read: what is not said is not there.
  .map((event) => JSON.parse(JSON.stringify(event)) as BookEvent);

const lines = fc.constantFrom(
  ['1 High Road'],
  ['2 High Road', 'Altrincham'],
  ['Flat 1', '2 High Road'],
  ['Flat 1, 2 High Road'],
  ['Rose Cottage', 'Church Lane'],
  [],
);

/** Rows of a register in which numbers, names, addresses and ids of different people coincide. */
const registerEntry: fc.Arbitrary<RegisterEntry> = fc
  .record({
    line: fc.nat(50),
    district: fc.constantFrom('AL', 'AL', 'KD-2/2'),
    number: fc.constantFrom('', '1', '2', '3', '10'),
    suffix: fc.constantFrom('', '', '1'),
    title: fc.constantFrom('', 'Ms'),
    surname: fc.constantFrom('', 'Lee', 'LEE', "O'Brien", 'OBrien', 'Nowak'),
    forenames: fc.constantFrom('', 'Ann', 'Ann Marie', 'Bo'),
    nameSuffix: fc.constantFrom('', 'Jr'),
    markers: fc.constantFrom('', 'F'),
    optedOut: fc.boolean(),
    attains: fc.constantFrom('', '2027-01-02'),
    address: lines,
    postcode: fc.constantFrom('ZZ1 4AB', 'zz1 4ab', ''),
    externalId: fc.constantFrom('', '', 'E1', 'E2', 'E3'),
    uprn: fc.constantFrom('', '100'),
    anonymous: fc.nat(9).map((n) => n === 0),
  })
  .map((entry) => (entry.anonymous ? anonymousEntry(entry) : entry));

function anonymousEntry(entry: RegisterEntry): RegisterEntry {
  return {
    ...entry,
    title: '',
    surname: '',
    forenames: '',
    nameSuffix: '',
    attains: '',
    externalId: '',
    uprn: '',
    address: [],
    postcode: '',
    optedOut: false,
  };
}

export const registerEntries: fc.Arbitrary<RegisterEntry[]> = fc
  .array(registerEntry, { maxLength: 14 })
  .map((entries) => entries.map((entry, index) => ({ ...entry, line: index + 2 })));

/** An elector with the parts a test cares about; everything else is plain. */
export function electorWith(parts: Partial<Elector> = {}): Elector {
  return {
    id: idFor<PersonId>(1),
    edition: idFor<EditionId>(1),
    line: 2,
    district: 'AL',
    number: '1',
    suffix: '',
    surname: 'Lee',
    forenames: 'Ann',
    address: ['1 High Road'],
    postcode: 'ZZ1 4AB',
    markers: '',
    optedOut: false,
    attains: '',
    anonymous: false,
    ...parts,
  };
}

/** A row of a register, like `electorWith`. */
export function entryWith(parts: Partial<RegisterEntry> = {}): RegisterEntry {
  return {
    line: 2,
    district: 'AL',
    number: '1',
    suffix: '',
    title: '',
    surname: 'Lee',
    forenames: 'Ann',
    nameSuffix: '',
    markers: '',
    optedOut: false,
    attains: '',
    address: ['1 High Road'],
    postcode: 'ZZ1 4AB',
    externalId: '',
    uprn: '',
    anonymous: false,
    ...parts,
  };
}
