import { bookOf } from '@wardbook/shared/testing/ward-books';
import { describe, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { History } from '@wardbook/shared/find/history';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { BookEvent } from '@wardbook/shared/books/ward';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { FlagField } from '@wardbook/shared/kinds/detail/detail';
import type { Outcome } from '@wardbook/shared/kinds/answer/answer';
import { walked } from '@wardbook/shared/testing/walked';
import { electorOf } from '@wardbook/shared/testing/electors';
import { doorState, hasSides, metMs, progressWords, summarise } from './door-state.ts';
import { barOf } from '@wardbook/shared/find/contact';

const now = new Date(2026, 10, 20, 18, 30).getTime();
const dayMs = 86_400_000;
const by = 'A'.repeat(43) as DeviceId;
let made = 0;

function answer({ id: person }: Elector, outcome: Outcome, at = now - 60_000): BookEvent {
  made += 1;
  const id = `E${String(made).padStart(15, '0')}` as EventId;
  return { id, at, by, type: 'answer', person, outcome };
}

function mark({ id: person }: Elector, field: FlagField): BookEvent {
  made += 1;
  const id = `E${String(made).padStart(15, '0')}` as EventId;
  return { id, at: now - dayMs, by, type: 'field', person, field, value: true, over: [] };
}

const historyOf = (...events: BookEvent[]) => new History(bookOf(...events));

const at = (number: number, forenames: string) =>
  electorOf({ forenames, address: [`${number} Alder Road`] });
const [ann, bob, cat, dan] = [at(1, 'Ann'), at(1, 'Bob'), at(2, 'Cat'), at(3, 'Dan')];
const street = walked([ann, bob, cat, dan])[0]!;
const [one] = street.households;
const state = (...events: BookEvent[]) => doorState(one!, historyOf(...events), now);

describe('a door', () => {
  test('nobody tried: all of it is to ask, and "Not in" is about everybody', () => {
    expect(state()).toEqual({
      triedAt: undefined,
      toAsk: 2,
      absent: [ann.id, bob.id],
      nobody: undefined,
    });
  });

  test('"Not in" leaves out who was met in the last hour, and comes back after it', () => {
    expect(state(answer(ann, 'spoke'))).toMatchObject({ toAsk: 1, absent: [bob.id] });
    expect(state(answer(ann, 'not-in'), answer(bob, 'not-in')).absent).toEqual([]);
    const earlier = answer(ann, 'not-in', now - metMs - 1);
    expect(state(earlier)).toMatchObject({ absent: [ann.id, bob.id], triedAt: earlier.at });
  });

  test('not in is tried but not asked; refused is asked', () => {
    expect(state(answer(ann, 'not-in')).toAsk).toBe(2);
    expect(state(answer(ann, 'refused')).toAsk).toBe(1);
  });

  test('nobody is asked for who moved, died, objects or asked us not to call', () => {
    const flags: FlagField[] = ['flag:moved', 'flag:deceased', 'flag:objects', 'flag:do-not-knock'];
    for (const flag of flags)
      expect(state(mark(ann, flag))).toMatchObject({ toAsk: 1, absent: [bob.id] });
    expect(state(mark(ann, 'flag:moved'), mark(bob, 'flag:objects'))).toMatchObject({
      toAsk: 0,
      absent: [],
      nobody: 'objects',
    });
  });

  test('other marks keep nobody from being asked, and an objection is the strongest bar', () => {
    expect(state(mark(ann, 'flag:poster')).absent).toEqual([ann.id, bob.id]);
    const history = historyOf(mark(ann, 'flag:do-not-knock'), mark(ann, 'flag:objects'));
    expect(barOf(ann, history.person(ann.id))).toBe('objects');
  });

  test('of anonymous entries nothing is counted and nothing offered', () => {
    const hidden = electorOf({ anonymous: true, address: [] });
    const [group] = walked([hidden])[0]!.households;
    expect(doorState(group!, historyOf(), now)).toEqual({
      triedAt: undefined,
      toAsk: 0,
      absent: [],
      nobody: 'anonymous',
    });
  });
});

describe('a street', () => {
  test('counts doors tried ever and since midnight, and people still to ask', () => {
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    const history = historyOf(
      answer(ann, 'spoke', midnight),
      answer(cat, 'not-in', midnight - 1),
      answer(bob, 'not-in', midnight - dayMs),
    );
    const summary = summarise(street, history, now);
    expect(summary).toMatchObject({ doors: 3, tried: 2, today: 1, toAsk: 3 });
    expect(progressWords(summary)).toBe('2 of 3 doors tried, 1 today');
  });

  test('an answer that was taken back does not count', () => {
    const wrong = answer(ann, 'spoke');
    const undo: BookEvent = {
      id: 'U00000000000000u' as EventId,
      at: now,
      by,
      type: 'undo',
      of: [wrong.id],
    };
    expect(summarise(street, historyOf(wrong, undo), now)).toMatchObject({ tried: 0, toAsk: 4 });
  });

  test('says it in words that fit', () => {
    const words = (doors: number, tried: number, today: number) =>
      progressWords({ street, doors, tried, today, toAsk: 0 });
    expect(words(1, 0, 0)).toBe('0 of 1 door tried');
    expect(words(3, 1, 1)).toBe('1 of 3 doors tried, today');
    expect(words(3, 2, 2)).toBe('2 of 3 doors tried, all today');
  });

  test('has sides to choose from only when it has both', () => {
    expect(hasSides(street)).toBe(true);
    expect(hasSides(walked([ann, dan])[0]!)).toBe(false);
  });
});
