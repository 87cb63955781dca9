import { expect, test } from 'vitest';
import { isOutOfSpace } from './out-of-space.ts';

const quota = (words: string) => new DOMException(words, 'QuotaExceededError');

/** Some browsers give a name of their own with a number of their own. */
function exceptionOf(name: string, code: number): DOMException {
  const exception = new DOMException('Persistent storage maximum size reached', name);
  return Object.defineProperty(exception, 'code', { value: code });
}

test.each<[string, unknown]>([
  ['Chromium, a site’s share', quota('')],
  ['Chromium, the disk', quota('Encountered full disk while opening backing store.')],
  ['Firefox, the database', quota('The current transaction exceeded its quota limitations.')],
  ['Firefox, storage for small things', exceptionOf('NS_ERROR_DOM_QUOTA_REACHED', 1014)],
  ['Firefox, a file', exceptionOf('NS_ERROR_FILE_NO_DEVICE_SPACE', 0)],
  ['WebKit, a site’s share', exceptionOf('QuotaExceededError', 22)],
  ['WebKit of before, by its number only', exceptionOf('QUOTA_EXCEEDED_ERR', 22)],
  ['WebKit, the disk', new DOMException('database or disk is full', 'UnknownError')],
  ['an abort that says why', new DOMException('QuotaExceededError ', 'AbortError')],
  ['an abort with its reason in it', new Error('aborted', { cause: quota('') })],
  // As lib0 passes it on.
  ['the words of another error', new Error(String(quota('no room')))],
])('there is no space: %s', (_, error) => {
  expect(isOutOfSpace(error)).toBe(true);
});

test.each<[string, unknown]>([
  ['an abort', new DOMException('aborted', 'AbortError')],
  ['a connection that is gone', new DOMException('closing', 'InvalidStateError')],
  ['a broken database', new DOMException('Internal error', 'UnknownError')],
  ['what is no exception and has the number', Object.assign(new Error('other'), { code: 22 })],
  ['an abort without a reason', null],
  ['a word', 'QuotaExceededError'],
])('something else is wrong: %s', (_, error) => {
  expect(isOutOfSpace(error)).toBe(false);
});

test('a reason that is its own reason ends', () => {
  const ring = new Error('ring');
  ring.cause = ring;
  expect(isOutOfSpace(ring)).toBe(false);
});
