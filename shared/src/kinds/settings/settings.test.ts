import { expect, test } from 'vitest';
import { authorOf, copyOf, emptyWard, exchange } from '../../testing/ward-books.ts';
import { bookSettings, setElection, setSettings } from './settings.ts';

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

test('[RULE4] a book says which election is next, as one thing, and that none is known', () => {
  const here = emptyWard();
  expect(bookSettings(here)).not.toHaveProperty('election');
  const local = { poll: 'local', day: '2027-05-06' } as const;
  expect(setElection(here, authorOf(1), local).type).toBe('done');
  const there = copyOf(here);
  expect(setElection(here, authorOf(1, 20_000), { ...local, day: '2027-06-03' }).type).toBe('done');
  expect(setElection(there, authorOf(2, 30_000), { ...local, poll: 'devolved' }).type).toBe('done');
  exchange(here, there);
  for (const book of [here, there])
    expect(bookSettings(book)?.election).toEqual({ poll: 'devolved', day: '2027-05-06' });
  expect(setElection(here, authorOf(1, 40_000), undefined).type).toBe('done');
  expect(bookSettings(here)).not.toHaveProperty('election');
});

test.each(['2027-02-30', '6 May 2027', ''])('[RULE4] %j is no day of an election', (day) => {
  const election = { poll: 'local', day } as const;
  expect(setElection(emptyWard(), authorOf(1), election)).toMatchObject({ reason: 'not-allowed' });
});
