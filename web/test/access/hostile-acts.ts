/** What an editor's device that means harm puts into the log: each kind of act, as bytes before they are sealed. */
import { clientIdOf } from '@wardbook/shared/base/client-id';
import type { DeviceId } from '@wardbook/shared/base/ids';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { updateBounds } from '../../src/lib/sync/gate/bounds.ts';
import type { GateRefusal } from '../../src/lib/sync/gate/refusal.ts';
import {
  deletionOf,
  refs,
  runAt,
  sectionOf,
  structAt,
  writeRecord,
  writeRun,
  writeValues,
  type Place,
} from './crafted.ts';
import type { HostileMember } from './hostile-member.ts';

export interface Victim {
  /** The client id that they write under. */
  readonly client: number;
  readonly device: DeviceId;
}

/** What the hostile device has read, and whom it is after. */
export interface Aim {
  readonly doc: Y.Doc;
  readonly victim: Victim;
}

/** One way of doing it. */
export interface Way {
  readonly way: string;
  /** What the gate says of it. Undefined where it waits for what never comes, and counts for nothing. */
  readonly refusal: GateRefusal | undefined;
  readonly plain: (hostile: HostileMember, aim: Aim) => Uint8Array;
}

/** What stands in every event that must reach nobody. */
export const mark = 'put there by Mallory';

const minute = 60_000;
const year = 365 * 24 * 60 * minute;
/** Of everything that is there, and all that will be. */
const forAll = 2 ** 31 - 1;

/** By what is to come of it. */
export const hostileActs = {
  /** What is there is deleted, or made into nothing. */
  wipe: [
    {
      way: 'all that is there and will be',
      refusal: 'deletes',
      plain: (_, { doc }) =>
        deletionOf(
          new Map(
            [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()].map((id) => [id, forAll]),
          ),
        ),
    },
    {
      way: 'all that one person will write',
      refusal: 'deletes',
      plain: (_, { doc, victim }) =>
        deletionOf(new Map([[victim.client, forAll]]), Y.getState(doc.store, victim.client)),
    },
    {
      way: 'behind an honest word',
      refusal: 'deletes',
      plain: (hostile, { victim }) =>
        joined(
          structAt(hostile.clientId, hostile.clock, [eventOf(hostile)]),
          deletionOf(new Map([[victim.client, forAll]])),
        ),
    },
    {
      way: 'a place without content',
      refusal: 'not-plain',
      plain: (hostile) => bareAt(hostile, refs.collected),
    },
    {
      way: 'content that was deleted',
      refusal: 'not-plain',
      plain: (hostile) => runAt(next(hostile), refs.deleted, (to) => encoding.writeVarUint(to, 9)),
    },
  ],
  /** The clocks at which somebody will write next are taken. */
  squat: [
    {
      way: 'the next 500',
      refusal: 'not-own-client',
      plain: (hostile, { doc, victim }) =>
        structAt(
          victim.client,
          Y.getState(doc.store, victim.client),
          Array.from({ length: 500 }, () => eventOf(hostile)),
        ),
    },
    {
      way: 'of the window that they will open next',
      refusal: 'not-own-client',
      plain: (hostile, { victim }) =>
        structAt(clientIdOf(hostile.book, victim.device, 1), 0, [eventOf(hostile)]),
    },
    {
      way: 'over what they have written',
      refusal: 'not-own-client',
      plain: (hostile, { victim }) => structAt(victim.client, 0, [eventOf(hostile)]),
    },
    {
      way: 'behind an honest word',
      refusal: 'not-own-client',
      plain: (hostile, { doc, victim }) =>
        Y.mergeUpdates([
          structAt(hostile.clientId, hostile.clock, [eventOf(hostile)]),
          structAt(victim.client, Y.getState(doc.store, victim.client), [eventOf(hostile)]),
        ]),
    },
  ],
  /** Something other than records, or not at the end of a list. */
  nest: [
    ...(
      [
        ['a list', refs.type, (to) => encoding.writeVarUint(to, 0)],
        ['a map', refs.type, (to) => encoding.writeVarUint(to, 1)],
        ['an element', refs.type, writeElement],
        ['a document', refs.document, writeDocument],
        ['what is embedded', refs.embed, (to) => encoding.writeVarString(to, deepJson)],
        ['a format', refs.format, writeFormat],
        ['a text', refs.text, (to) => encoding.writeVarString(to, mark)],
        ['JSON of old', refs.json, writeJson],
        ['bytes', refs.binary, (to) => encoding.writeVarUint8Array(to, new Uint8Array(64))],
      ] as const satisfies [string, number, (to: encoding.Encoder) => void][]
    ).map(([way, ref, write]): Way => ({
      way,
      refusal: 'not-plain',
      plain: (hostile) => runAt(next(hostile), ref, write),
    })),
    {
      way: 'a value of a map',
      refusal: 'not-plain',
      plain: (hostile) => recordAt(hostile, { part: 'settings', key: 'ward' }),
    },
    {
      way: 'a key in a list',
      refusal: 'not-plain',
      plain: (hostile) => recordAt(hostile, { key: 'ward' }),
    },
    {
      way: 'inside of a record',
      refusal: 'not-plain',
      plain: (hostile, { victim }) =>
        recordAt(hostile, { inside: { client: victim.client, clock: 0 } }),
    },
    {
      way: 'before what was there',
      refusal: 'not-appended',
      plain: (hostile, { victim }) =>
        recordAt(hostile, { rightOrigin: { client: victim.client, clock: 0 } }),
    },
    {
      way: 'in a list that no book has',
      refusal: 'unknown-part',
      plain: (hostile) => recordAt(hostile, { part: 'people' }),
    },
  ],
  /** Something that waits for ever for what never comes. */
  gap: [
    {
      way: 'a thousand clocks ahead',
      refusal: undefined,
      plain: (hostile) => structAt(hostile.clientId, hostile.clock + 1_000, [eventOf(hostile)]),
    },
    {
      way: 'behind what somebody has not written',
      refusal: undefined,
      plain: (hostile, { victim }) =>
        recordAt(hostile, { origin: { client: victim.client, clock: forAll } }),
    },
    {
      way: 'behind itself',
      refusal: 'unknown-origin',
      plain: (hostile) => recordAt(hostile, { origin: next(hostile) }),
    },
    {
      way: 'clocks that are skipped',
      refusal: 'gap',
      plain: (hostile) => bareAt(hostile, refs.skip),
    },
  ],
  /** Words put into somebody's mouth. */
  forge: [
    {
      way: 'in their name',
      refusal: 'other-author',
      plain: (hostile, { victim }) => eventAt(hostile, { by: victim.device }),
    },
    {
      way: 'brought by them',
      refusal: 'other-author',
      plain: (hostile, { victim }) => eventAt(hostile, { by: victim.device, via: victim.device }),
    },
    {
      way: 'in nobody’s name',
      refusal: 'other-author',
      plain: (hostile) => eventAt(hostile, { by: undefined }),
    },
    {
      way: 'in two names, theirs last',
      refusal: 'other-author',
      plain: (hostile, { victim }) =>
        runAt(next(hostile), refs.any, (to) => {
          encoding.writeVarUint(to, 1);
          const entries = [...Object.entries(eventOf(hostile)), ['by', victim.device] as const];
          writeRecord(to, entries);
        }),
    },
  ],
  /** More than anybody can hold, in few bytes. */
  flood: [
    {
      way: 'values',
      refusal: 'too-many',
      plain: (hostile) =>
        structAt(
          hostile.clientId,
          hostile.clock,
          Array.from({ length: 300_000 }, () => ({})),
        ),
    },
    {
      way: 'values that are only said to be there',
      refusal: 'too-many',
      plain: (hostile) =>
        runAt(next(hostile), refs.any, (to) => encoding.writeVarUint(to, 2 ** 50)),
    },
    {
      way: 'runs, each behind what is long past',
      refusal: 'too-many',
      plain: (hostile) => {
        const count = updateBounds.runsMax + 1;
        return sectionOf(next(hostile), count, (to) => {
          for (let n = 0; n < count; n++)
            writeRun(to, { part: 'register' }, refs.any, (run) => writeValues(run, [{}]));
        });
      },
    },
    {
      way: 'runs that are only said to be there',
      refusal: 'too-many',
      plain: (hostile) => sectionOf(next(hostile), 2 ** 40, () => undefined),
    },
    {
      way: 'clients that write nothing',
      refusal: 'malformed',
      plain: () => emptySections(100_000),
    },
  ],
  /** An event that no later one outranks. */
  clock: [
    {
      way: 'in four years',
      refusal: 'time',
      plain: (hostile) => eventAt(hostile, { at: Date.now() + 4 * year }),
    },
    {
      way: 'in ten minutes',
      refusal: 'time',
      plain: (hostile) => eventAt(hostile, { at: Date.now() + 10 * minute }),
    },
    {
      way: 'at no time',
      refusal: 'time',
      plain: (hostile) => eventAt(hostile, { at: Number.NaN }),
    },
    { way: 'for ever', refusal: 'time', plain: (hostile) => eventAt(hostile, { at: Infinity }) },
    { way: 'in words', refusal: 'time', plain: (hostile) => eventAt(hostile, { at: '2000' }) },
  ],
  /** Longer or deeper than anything that an app writes. */
  oversize: [
    {
      way: 'a text',
      refusal: 'too-large',
      plain: (hostile) => eventAt(hostile, { text: mark.repeat(10_000) }),
    },
    {
      way: 'a list',
      refusal: 'too-large',
      plain: (hostile) => eventAt(hostile, { list: Array<null>(70_000).fill(null) }),
    },
    {
      way: 'all of it together',
      refusal: 'too-large',
      plain: () => new Uint8Array(updateBounds.bytesMax + 1),
    },
    {
      way: 'lists inside one another',
      refusal: 'too-deep',
      plain: (hostile) => eventAt(hostile, { deep: JSON.parse(deepJson) as unknown }),
    },
  ],
} as const satisfies Record<string, readonly Way[]>;

export type HostileAct = keyof typeof hostileActs;

const deepJson = '['.repeat(5_000) + ']'.repeat(5_000);

function eventOf(hostile: HostileMember) {
  return { id: 'mallory', t: 'memory', at: Date.now(), by: hostile.device.id, text: mark };
}

/** Where it writes next. */
function next({ clientId, clock }: HostileMember): Place {
  return { client: clientId, clock };
}

function eventAt(hostile: HostileMember, changed: Record<string, unknown>): Uint8Array {
  const event: Record<string, unknown> = { ...eventOf(hostile), ...changed };
  for (const [key, value] of Object.entries(changed)) if (value === undefined) delete event[key];
  return structAt(hostile.clientId, hostile.clock, [event]);
}

/** A record of its own that says what it should, in a place where none stands. */
function recordAt(hostile: HostileMember, place: Partial<Place>): Uint8Array {
  return runAt({ ...next(hostile), ...place }, refs.any, (to) =>
    writeValues(to, [eventOf(hostile)]),
  );
}

/** What takes up clocks and has neither place nor content. */
function bareAt(hostile: HostileMember, ref: number): Uint8Array {
  return sectionOf(next(hostile), 1, (to) => {
    encoding.writeUint8(to, ref);
    encoding.writeVarUint(to, 9);
  });
}

/** An update without deletions, and those of another that has nothing else. */
function joined(update: Uint8Array, deletion: Uint8Array): Uint8Array {
  return Uint8Array.of(...update.subarray(0, -1), ...deletion.subarray(1));
}

function emptySections(count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, count);
  for (let client = 1; client <= count; client++)
    for (const number of [0, client, 0]) encoding.writeVarUint(encoder, number);
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

function writeElement(to: encoding.Encoder): void {
  encoding.writeVarUint(to, 3);
  encoding.writeVarString(to, 'script');
}

function writeDocument(to: encoding.Encoder): void {
  encoding.writeVarString(to, 'another document');
  encoding.writeAny(to, { autoLoad: true });
}

function writeFormat(to: encoding.Encoder): void {
  encoding.writeVarString(to, 'bold');
  encoding.writeVarString(to, 'true');
}

function writeJson(to: encoding.Encoder): void {
  encoding.writeVarUint(to, 1);
  encoding.writeVarString(to, deepJson);
}
