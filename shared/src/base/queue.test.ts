import { expect, test } from 'vitest';
import { Queue } from './queue.ts';

/** Something that is over when it is told to be. */
function task() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let hasBegun = false;
  const act = () => {
    hasBegun = true;
    return promise;
  };
  return { act, resolve, reject, hasBegun: () => hasBegun };
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 0));

test('each thing begins when the one before it is over, and answers whoever asked', async () => {
  const queue = new Queue();
  const [first, second] = [task(), task()];
  const results = [queue.run(first.act), queue.run(second.act)];
  await aMoment();
  expect([first.hasBegun(), second.hasBegun()]).toEqual([true, false]);
  first.resolve('one');
  await aMoment();
  expect(second.hasBegun()).toBe(true);
  second.resolve('two');
  expect(await Promise.all(results)).toEqual(['one', 'two']);
});

test('what fails, at once or later, fails for whoever asked and stops nothing', async () => {
  const queue = new Queue();
  const late = task();
  const thrown = queue.run(() => {
    throw new Error('at once');
  });
  const rejected = queue.run(late.act);
  const after = queue.run(async () => 'after');
  late.reject(new Error('later'));
  await expect(thrown).rejects.toThrow('at once');
  await expect(rejected).rejects.toThrow('later');
  expect(await after).toBe('after');
});

test('once closed it begins nothing, and says when what was under way is over', async () => {
  const queue = new Queue();
  const [under, waiting] = [task(), task()];
  const first = queue.run(under.act);
  const second = queue.run(waiting.act);
  await aMoment();
  let isOver = false;
  const closed = queue.close().then(() => (isOver = true));
  await aMoment();
  expect(isOver).toBe(false);
  under.resolve('done');
  await closed;
  expect([await first, await second, waiting.hasBegun()]).toEqual(['done', undefined, false]);
  expect(await queue.run(async () => 'too late')).toBeUndefined();
});
