import { expect, test } from 'vitest';
import { isPutOff, putOff } from './put-off.ts';

function storage(): Storage {
  const items = new Map<string, string>();
  const kept: Pick<Storage, 'getItem' | 'setItem'> = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
  return kept as Storage;
}

const day = 86_400_000;
const now = 100 * day;

test('[PHONE5] what is put off is said again after a week, whatever became of the clock', () => {
  const here = storage();
  expect(isPutOff('a', now, here)).toBe(false);
  putOff('a', now, here);
  expect(isPutOff('a', now, here)).toBe(true);
  expect(isPutOff('b', now, here)).toBe(false);
  expect(isPutOff('a', now + 6 * day, here)).toBe(true);
  expect(isPutOff('a', now + 8 * day, here)).toBe(false);
  expect(isPutOff('a', now - 1, here)).toBe(false);
});

test('[PHONE4] a browser that stores nothing is asked in vain and without an error', () => {
  const blocked = new Proxy({} as Storage, {
    get: () => () => {
      throw new DOMException('blocked', 'SecurityError');
    },
  });
  putOff('a', now, blocked);
  expect(isPutOff('a', now, blocked)).toBe(false);
});
