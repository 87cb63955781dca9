import { describe, expect, test } from 'vitest';
import type { DeviceId } from '../base/ids.ts';
import {
  Ledger,
  type Entry,
  type EventId,
  type Happened,
  type Read,
  type UndoEvent,
} from './ledger.ts';

interface Said extends Happened {
  readonly type: 'said';
  readonly word: string;
}

const id = (text: string) => text as EventId;
const by = (text: string) => text as DeviceId;
const said = (name: string, word = name, at = 1): Said => ({
  id: id(name),
  at,
  by: by('ann'),
  type: 'said',
  word,
});
const undo = (name: string, ...of: string[]): UndoEvent => ({
  id: id(name),
  at: 2,
  by: by('ben'),
  type: 'undo',
  of: of.map(id),
});

/** What an index that forgets nothing holds once all was fed, and how often each event came. */
function fed(batches: readonly (readonly (Said | UndoEvent)[])[]) {
  const held = new Map<string, Entry<Said>>();
  let given = 0;
  const update = (entries: readonly Entry<Said>[]) => {
    given += entries.length;
    for (const entry of entries) held.set(JSON.stringify(entry.event), entry);
  };
  const ledger = new Ledger<Said>();
  const read = (event: Said | UndoEvent): Read<Said | UndoEvent> => ({ type: 'event', event });
  for (const batch of batches) update(ledger.add(batch.map(read)));
  const words = [...held.values()].map(({ event, undone }) => [event.word, undone?.undo]);
  return {
    ledger,
    given,
    entries: [...held.values()],
    words: Object.fromEntries(words) as Record<string, string | undefined>,
  };
}

describe('[BOOK12] one id, two contents', () => {
  const first = said('a', 'first');
  const other = said('a', 'other');

  test('the same event is one; another content is kept beside it and counted', () => {
    const { ledger, words } = fed([[first, { ...first }], [other], [first]]);
    expect([ledger.size, ledger.clashes]).toEqual([2, 1]);
    expect(words).toEqual({ first: undefined, other: undefined });
    expect(ledger.all(id('a'))).toEqual([first, other]);
  });

  test('what is taken back is taken back of both, in whatever order they come', () => {
    for (const batches of [
      [[first, other, undo('u', 'a')]],
      [[undo('u', 'a')], [other], [first]],
      [[first], [undo('u', 'a')], [other]],
    ])
      expect(fed(batches).words).toEqual({ first: 'u', other: 'u' });
  });

  test('of two undos under one id the earlier did it, whichever comes first', () => {
    const [early, late] = [
      { ...undo('u', 'a'), at: 1 },
      { ...undo('u', 'a'), at: 5 },
    ];
    for (const batches of [
      [[first, early, late]],
      [[first, late], [early]],
      [[early], [late], [first]],
    ])
      expect(fed(batches).entries.map(({ undone }) => undone?.at)).toEqual([1]);
  });

  test('an undo under the id of something else has no say, and takes none from who undoes that', () => {
    const b = said('b');
    const squatter = undo('a', 'b');
    const honest = undo('u', 'a');
    for (const batches of [
      [[first, b, squatter, honest]],
      [[squatter], [b], [honest], [first]],
      [[honest], [squatter], [first], [b]],
      [[first], [squatter], [b], [honest]],
    ])
      expect(fed(batches).words).toEqual({ first: 'u', b: undefined });
  });
});

test('[BOOK13] however many contents claim one id, each is looked at a few times', () => {
  let looks = 0;
  const count = 2_000;
  const claims = Array.from({ length: count }, (_, n) => {
    const claim = said('a', `${n}`);
    return Object.defineProperty(claim, 'toJSON', { value: () => ((looks += 1), { n }) });
  });
  const { ledger } = fed(claims.map((claim) => [claim]));
  expect([ledger.size, ledger.clashes]).toEqual([count, count - 1]);
  // As often again where `fed` names what it holds.
  expect(looks).toBeLessThan(5 * count);
});

test('[BOOK8] what is given is what is new or has changed, and nothing else', () => {
  const all = ['a', 'b', 'c'].map((name) => said(name));
  expect(fed([all, all]).given).toBe(3);
  expect(fed([all, [undo('u', 'b')]]).given).toBe(4);
  expect(fed([all, [undo('u', 'b')], [undo('v', 'b')]]).words['b']).toBe('u');
  expect(fed([all, [undo('u', 'b')], [undo('t', 'b')]]).words['b']).toBe('t');
  expect(fed([all, [undo('u', 'b')], [undo('v', 'u')]]).words['b']).toBeUndefined();
});

test('[BOOK8] all entries are what an index holds that was given each change', () => {
  const batches = [
    [said('a'), said('b')],
    [undo('u', 'b')],
    [undo('v', 'u'), said('c')],
    [undo('w', 'a')],
  ];
  const { ledger, entries } = fed(batches);
  const byText = (some: readonly Entry<Said>[]) =>
    some.map((entry) => JSON.stringify(entry)).sort();
  expect(byText(ledger.entries())).toEqual(byText(entries));
});
