import { beforeEach, expect, test } from 'vitest';
import { bounds } from '../../base/bounds.ts';
import type { Book } from '../../ledger/book.ts';
import { deviceFor } from '../../testing/arbitraries.ts';
import { authorOf, emptyWard } from '../../testing/ward-books.ts';
import { holder, holderEveryMs, holders, isHolderDue, writeHolder } from './holder.ts';

const [phone, laptop] = [deviceFor(1), deviceFor(2)];
const hourMs = 3_600_000;
const me = authorOf(1);
let book: Book;

beforeEach(() => {
  book = emptyWard();
});

test('[TEAM6] is written down at most once a week for each device', () => {
  let updates = 0;
  book.doc.on('update', () => (updates += 1));
  for (let hour = 0; hour <= 2 * 7 * 24; hour += 1)
    writeHolder(book, me, { device: phone, at: hour * hourMs });
  expect(updates).toBe(3);
  expect(holders(book)).toEqual([{ device: phone, at: 2 * holderEveryMs }]);
  const again = writeHolder(book, me, { device: phone, at: 2 * holderEveryMs + 1 });
  expect(again).toMatchObject({ reason: 'nothing' });
  writeHolder(book, me, { device: laptop, at: 5 });
  expect(holders(book).map(({ device }) => device)).toEqual([phone, laptop]);
});

test('[TEAM6] an entry from a clock far ahead is put right, not waited for', () => {
  writeHolder(book, me, { device: phone, at: 30 * holderEveryMs });
  expect(isHolderDue(book, phone, holderEveryMs)).toBe(true);
  writeHolder(book, me, { device: phone, at: holderEveryMs });
  expect(holder(book, phone)).toEqual({ device: phone, at: holderEveryMs });
});

test('[TEAM6] no time that is none is written', () => {
  const before = book.events.length;
  for (const at of [-1, 0.5, Number.NaN, bounds.atMax + 1])
    expect(writeHolder(book, me, { device: phone, at }).type).toBe('refused');
  expect(book.events).toHaveLength(before);
});
