import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bookEvents, deviceFor, electorWith, idFor } from '../testing/arbitraries.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { electorRow } from '../kinds/register/elector.ts';
import { eventToStored, parseEvent } from './ward.ts';
import type { CodeId } from '../kinds/code/code.ts';
import type { EventId } from '../ledger/ledger.ts';
import type { AnswerEvent } from '../kinds/answer/answer.ts';
import {
  districtToStored,
  parseCode,
  parseDistrict,
  parseImport,
  parseMember,
  parseSettings,
} from '../book/parse-book.ts';

const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
const junk = fc.oneof(anything, fc.jsonValue());
/** Records that look right at first: known keys with anything in them. */
const almost = (keys: string) =>
  fc.dictionary(fc.constantFrom(...keys.split(' ')), fc.oneof(junk, fc.constantFrom(1, '', 'N')));

describe('total readers', () => {
  test('[BOOK2] anything at all is an event, an unknown one or a bad one', () => {
    const happened = fc.record({
      id: fc.constant(idFor<EventId>(1)),
      at: fc.nat(),
      by: fc.constant(deviceFor(1)),
      t: fc.constantFrom('answer', 'undo', 'field', 'note', 'memory', 'toString', '__proto__'),
    });
    const near = fc.tuple(happened, almost('p o c q n b of f v over x m k h r s'));
    const stored = fc.oneof(
      junk,
      near.map(([a, b]) => ({ ...b, ...a })),
    );
    fc.assert(
      fc.property(stored, (value) => {
        expect(['event', 'unknown', 'bad']).toContain(parseEvent(value).type);
      }),
      { numRuns: 1000 },
    );
  });

  test('[BOOK2] anything at all is an elector or undefined, as is every other record', () => {
    const stored = fc.oneof(junk, almost('d n s l f t x a p m o v e u z i'));
    const key = fc.oneof(fc.string(), fc.constant(idFor<PersonId>(1)), fc.constant('__proto__'));
    fc.assert(
      fc.property(key, stored, (id, value) => {
        const elector = electorRow(id, value);
        if (elector !== undefined) expect(elector.id).toBe(id);
        parseSettings(() => value);
        for (const parse of [parseDistrict, parseCode, parseMember, parseImport]) parse(id, value);
      }),
      { numRuns: 1000 },
    );
  });

  test('[BOOK2] keys with a meaning to JavaScript are refused, also when a decoder sets a prototype', () => {
    for (const key of ['__proto__', 'constructor', 'prototype'])
      expect(parseDistrict(key, { name: 'x' })).toBeUndefined();
    const poisoned: unknown = Object.setPrototypeOf({}, eventToStored(undoing()));
    expect(parseEvent(poisoned)).toEqual({ type: 'bad' });
  });
});

function undoing() {
  return {
    id: idFor<EventId>(1),
    at: 1,
    by: deviceFor(1),
    type: 'undo' as const,
    of: [idFor<EventId>(2)],
  };
}

describe('events', () => {
  test('[BOOK2] an event written, sent to another device and read there is the same event', () => {
    fc.assert(
      fc.property(bookEvents, (event) => {
        const from = new Y.Doc();
        from.getArray('events').push([eventToStored(event)]);
        const to = new Y.Doc();
        Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
        const [stored] = to.getArray('events').toArray();
        expect(parseEvent(stored)).toEqual({ type: 'event', event });
      }),
    );
  });

  test('[BOOK2] a question of a newer version is left out, the conversation stays', () => {
    const answer: AnswerEvent = {
      id: idFor<EventId>(1),
      at: 1,
      by: deviceFor(1),
      type: 'answer',
      person: idFor<PersonId>(1),
      outcome: 'spoke',
      questions: { likely: 5 },
    };
    const stored = { ...eventToStored(answer), q: { likely: 5, how: 'by proxy', poster: 'yes' } };
    expect(parseEvent(stored)).toEqual({ type: 'event', event: answer });
  });

  test('[BOOK3] what breaks a bound or a rule of form is not an event of ours', () => {
    const base = { id: idFor<EventId>(1), at: 1, by: deviceFor(1), person: idFor<PersonId>(1) };
    const code = idFor<CodeId>(1);
    const note = { ...base, type: 'note', text: 'x'.repeat(4000), over: [] } as const;
    expect(parseEvent(eventToStored(note))).toEqual({ type: 'event', event: note });
    expect(eventToStored({ ...note, text: 'x'.repeat(4001) })).toBeUndefined();
    expect(eventToStored({ ...base, type: 'answer', outcome: 'not-in', code })).toBeUndefined();
    const flag = { ...base, type: 'field', field: 'flag:poster', over: [] } as const;
    expect(eventToStored({ ...flag, value: 'yes' })).toBeUndefined();
    const likely = 9 as 5;
    const questions = { likely };
    expect(eventToStored({ ...base, type: 'answer', outcome: 'spoke', questions })).toBeUndefined();
  });
});

describe('electors', () => {
  test('[BOOK2] an elector stored and read is the same elector', () => {
    for (const elector of [
      electorWith(),
      electorWith({ suffix: '1', title: 'Dr', nameSuffix: 'Jr', externalId: 'E1', uprn: '9' }),
      electorWith({ address: [], optedOut: true, attains: '2027-01-02', markers: 'F' }),
    ])
      expect(electorRow(elector.id, electorRow(elector))).toEqual(elector);
  });

  test('[BOOK9] an anonymous entry has a number and nothing else, whatever was stored', () => {
    const stored = { ...electorToStored(electorWith()), z: 1 };
    const read = electorRow(idFor<PersonId>(1), stored);
    expect(read).toMatchObject({ number: '1', surname: '', forenames: '', address: [] });
    expect(read).toMatchObject({ postcode: '', anonymous: true });
    expect(electorRow(electorWith({ anonymous: true }), stored)).not.toHaveProperty('l');
  });

  test('[BOOK2] what a newer version wrote beside it survives a rewrite', () => {
    const newer = JSON.parse('{"name":"Old","newer":[1],"__proto__":{"x":1}}') as unknown;
    const stored = districtToStored({ letters: 'AL', name: 'New' }, newer);
    expect(Object.entries(stored)).toEqual([
      ['newer', [1]],
      ['name', 'New'],
    ]);
    const previous = { ...electorToStored(electorWith()), newer: true, t: 'Ms' };
    const next = electorRow(electorWith({ surname: 'Nowak' }), previous);
    expect(next).toMatchObject({ newer: true, l: 'Nowak' });
    expect(next).not.toHaveProperty('t');
  });
});
