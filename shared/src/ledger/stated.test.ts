import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bounds } from '../base/bounds.ts';
import { as, count, oneOf, optional, record, text, type ValueOf } from '../base/fields.ts';
import { newId } from '../base/ids.ts';
import { authorOf, exchange, idsOf } from '../testing/ward-books.ts';
import { Book } from './book.ts';
import type { Derived, Kind } from './kind.ts';
import { happened, over } from './kind.ts';
import type { EventId } from './ledger.ts';
import { say, StatedIndex } from './stated.ts';

/** Something with three properties, of which an older version knows two. */
function thing<const More extends object>(more: More) {
  return record({
    ...happened,
    type: as('t', oneOf(['thing'])),
    named: text(9),
    colour: optional(text(9)),
    size: optional(count(9)),
    ...more,
    over,
  });
}
const newer = thing({ mood: optional(text(9)) });
type Thing = ValueOf<typeof newer>;
type Said = Pick<Thing, 'colour' | 'size' | 'mood'>;

function bookOf(properties: readonly (keyof Said)[], doc = new Y.Doc()) {
  const fields = properties.includes('mood') ? newer : thing({});
  const kind: Kind<Thing> = { type: 'thing', record: fields };
  const index: Derived<Thing, StatedIndex<Thing, Said>> = {
    kinds: [kind],
    begin: () => new StatedIndex(({ named }) => named, properties),
  };
  const book = new Book(doc, {
    kinds: [kind],
    refuse: () => undefined,
    refuseEvent: () => undefined,
    earlier: { parts: () => [], read: () => ({ events: [], rows: [] }) },
  });
  return {
    book,
    says: (by: number, next: Said, at = by) => {
      const subject = { key: 'hat', properties: { named: 'hat' } };
      return idsOf(say(book, authorOf(by, at), { kind, index }, subject, next));
    },
    stated: () => book.of(index).of('hat'),
    last: () => book.events.get(book.events.length - 1) as { id: EventId; over: EventId[] },
  };
}

function idsSaying({ stated }: ReturnType<typeof bookOf>, property: keyof Said): EventId[] {
  return (stated().heads.get(property) ?? []).map(({ id }) => id);
}

const apart = () => {
  const [here, there] = [bookOf(['colour', 'size']), bookOf(['colour', 'size'])];
  const first = here.says(0, { colour: 'red', size: 1 });
  exchange(here.book, there.book);
  return { here, there, first };
};

describe('[BOOK18] what is said of a thing', () => {
  test('two properties changed apart both stand', () => {
    const { here, there } = apart();
    here.says(1, { colour: 'blue', size: 1 });
    there.says(2, { colour: 'red', size: 5 });
    exchange(here.book, there.book);
    for (const { stated } of [here, there])
      expect(stated().said).toEqual({ colour: 'blue', size: 5 });
  });

  test('of one property changed apart the newest shows, and the next change replaces both', () => {
    const { here, there } = apart();
    const [blue] = here.says(1, { colour: 'blue' }, 1000);
    const [pink] = there.says(2, { colour: 'pink' }, 2000);
    exchange(here.book, there.book);
    for (const { stated } of [here, there]) expect(stated().said.colour).toBe('pink');
    expect(idsSaying(here, 'colour')).toEqual([pink, blue]);
    const [green] = here.says(1, { colour: 'green' }, 3);
    expect(here.last().over.toSorted()).toEqual([blue!, pink!].sort());
    exchange(here.book, there.book);
    expect(there.stated().said.colour).toBe('green');
    expect(idsSaying(there, 'colour')).toEqual([green]);
  });

  test('a version that replaced the one seen counts, whatever the clocks say', () => {
    const { here, first } = apart();
    here.says(1, { colour: 'blue' }, 1);
    expect(here.stated().said.colour).toBe('blue');
    expect(idsSaying(here, 'size')).toEqual(first);
  });

  test('saving what is there already writes nothing', () => {
    const { here } = apart();
    const before = Y.encodeStateAsUpdate(here.book.doc);
    expect(here.says(1, { colour: 'red', size: 1 })).toEqual([]);
    expect(here.says(1, {})).toEqual([]);
    expect(Y.encodeStateAsUpdate(here.book.doc)).toEqual(before);
  });

  test('what a newer version says besides is not touched by an older one', () => {
    const [old, young] = [bookOf(['colour', 'size']), bookOf(['colour', 'size', 'mood'])];
    young.says(2, { colour: 'red', size: 1, mood: 'merry' });
    exchange(old.book, young.book);
    expect(old.stated().said).toEqual({ colour: 'red', size: 1 });
    old.says(1, { colour: 'blue', size: 2 });
    exchange(old.book, young.book);
    expect(young.stated().said).toEqual({ colour: 'blue', size: 2, mood: 'merry' });
  });

  test('what is taken back gives what it replaced', () => {
    const { here } = apart();
    const ids = here.says(1, { colour: 'blue' });
    idsOf(here.book.undo(authorOf(0), ids));
    expect(here.stated().said).toEqual({ colour: 'red', size: 1 });
  });

  test('a change names no more versions than an event may, and does what it says', () => {
    const { here } = apart();
    const author = authorOf(3, 5);
    const versions = Array.from({ length: bounds.headsMax + 20 }, () => ({
      id: newId<EventId>(author.random),
      at: 5,
      by: author.device,
      t: 'thing',
      named: 'hat',
      colour: 'grey',
    }));
    here.book.events.push(versions);
    here.says(1, { colour: 'blue' }, 9);
    expect(here.last().over).toHaveLength(bounds.headsMax);
    expect(here.stated().said.colour).toBe('blue');
  });
});
