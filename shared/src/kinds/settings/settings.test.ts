import { expect, test } from 'vitest';
import { authorOf, copyOf, emptyWard, exchange } from '../../testing/ward-books.ts';
import { bookSettings, setSettings } from './settings.ts';

test('[BOOK18] ward and council change one by one, also apart', () => {
  const here = emptyWard();
  const there = copyOf(here);
  expect(setSettings(here, authorOf(1), { ward: ' Nether Alder ' }).type).toBe('done');
  expect(bookSettings(here)).toMatchObject({ ward: 'Nether Alder', council: 'Marlow Vale' });
  expect(setSettings(there, authorOf(2), { council: 'Vale' }).type).toBe('done');
  exchange(here, there);
  expect(bookSettings(here)).toMatchObject({ ward: 'Nether Alder', council: 'Vale' });
  expect(bookSettings(there)).toEqual(bookSettings(here));
});

test('[BOOK3] what is blank or too long is no name, and none at all is nothing', () => {
  const book = emptyWard();
  const before = book.events.length;
  for (const ward of [' ', 'x'.repeat(201)])
    expect(setSettings(book, authorOf(0), { ward })).toMatchObject({ reason: 'not-allowed' });
  expect(setSettings(book, authorOf(0), {})).toMatchObject({ reason: 'nothing' });
  expect(book.events).toHaveLength(before);
});

test('[NAME1] nor is what cannot be seen', () => {
  for (const ward of ['Al\u200Bder', 'Alder\u202E', '\u3164', 'Al\nder'])
    expect(setSettings(emptyWard(), authorOf(0), { ward }).type).toBe('refused');
});
