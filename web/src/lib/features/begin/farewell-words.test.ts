import { describe, expect, test } from 'vitest';
import type { Farewell } from '#lib/device/leave-book.ts';
import { farewellWords } from './farewell-words.ts';
import * as said from '#lib/words/said/begin.ts';

const now = new Date(2026, 10, 23, 15, 0).getTime();
const removed: Farewell = {
  how: 'removed',
  by: 'Ruth Okafor',
  at: new Date(2026, 10, 20, 9, 30).getTime(),
  ward: 'Elmfield',
  unshared: 0,
};

describe('the farewell', () => {
  test('says who removed the device, from which book and when', () => {
    expect(farewellWords(removed, now)).toMatchObject({
      what: 'Ruth Okafor removed this device from the book of Elmfield: 3 days ago, Fri 20 Nov.',
      unshared: undefined,
    });
  });

  test('says plainly how much was not shared', () => {
    expect(farewellWords({ ...removed, unshared: 1 }, now).unshared).toMatch(
      /^1 change of yours had/,
    );
    expect(farewellWords({ ...removed, unshared: 1_200 }, now).unshared).toMatch(
      /^1,200 changes of yours had not been shared\. They are on this device only/,
    );
  });

  test('says what would be lost before it is', () => {
    expect(said.loss({ count: 1 })).toMatch(
      /^1 change of yours is nowhere but on this device\. It would/,
    );
    expect(said.loss({ count: 12 })).toMatch(
      /^12 changes of yours are nowhere but on this device\. They would/,
    );
  });

  test('a keeper whose clock is ahead has not removed anybody in days to come', () => {
    const { what } = farewellWords({ ...removed, at: now + 60_000 }, now);
    expect(what).toMatch(/: today, 15:01\.$/);
  });

  test('whoever was turned away is told so, and that nothing of the book was here', () => {
    const declined: Farewell = { ...removed, how: 'declined', by: undefined, ward: undefined };
    expect(farewellWords(declined, now)).toMatchObject({
      what: 'A keeper of the book turned your request down: 3 days ago, Fri 20 Nov.',
      gone: expect.stringMatching(/Nothing of the book was ever on it\.$/),
    });
  });
});
