import { describe, expect, test } from 'vitest';
import { alone, claimIfFree, claimTogether, onChange } from './claim.ts';

let count = 0;
const freshName = () => `test ${(count += 1)}`;
const soon = (ms = 20) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('what windows claim together', () => {
  test('many claim it; one has it alone once all have let go, and they have it again after', async () => {
    const name = freshName();
    const happened: string[] = [];
    async function window(id: string) {
      const claim = await claimTogether(name, () => {
        happened.push(`${id} asked`);
        claim.release();
        void window(id).then(() => happened.push(`${id} again`));
      });
      return claim;
    }
    await Promise.all([window('a'), window('b')]);
    const result = await alone(name, async () => {
      happened.push('alone');
      await soon();
      happened.push('done');
      return 7;
    });
    expect(result).toEqual({ type: 'done', result: 7 });
    await soon();
    expect(happened.slice(0, 2).sort()).toEqual(['a asked', 'b asked']);
    expect(happened.slice(2, 4)).toEqual(['alone', 'done']);
    expect(happened.slice(4).filter((each) => each.endsWith('again'))).toHaveLength(2);
  });

  test('one that wants it only if it is free gets it or hears that it is not, and asks nobody', async () => {
    const name = freshName();
    const first = await claimIfFree(name);
    expect(first).toBeDefined();
    expect(await claimIfFree(name)).toBeUndefined();
    first!.release();
    await soon();
    let asked = 0;
    const together = await claimTogether(name, () => (asked += 1));
    expect(await claimIfFree(name)).toBeUndefined();
    await soon();
    expect(asked).toBe(0);
    together.release();
    await soon();
    (await claimIfFree(name))!.release();
  });

  test('is taken from a window that is asleep, which hears of it', async () => {
    const name = freshName();
    let isAsked = 0;
    const claim = await claimTogether(name, () => (isAsked += 1));
    const result = await alone(name, async () => 'alone', 'let-go', 30);
    expect(result).toEqual({ type: 'done', result: 'alone' });
    await soon();
    expect(isAsked).toBeGreaterThan(0);
    claim.release();
  });

  test('is never taken from one who has it alone', async () => {
    const name = freshName();
    let finish = () => {};
    const first = alone(name, () => new Promise<void>((resolve) => (finish = resolve)));
    await soon();
    expect(await alone(name, async () => 'second', 'let-go', 30)).toEqual({ type: 'busy' });
    finish();
    expect((await first).type).toBe('done');
  });

  test('whoever listens is told, also when the act failed, which is passed on', async () => {
    const name = freshName();
    let changes = 0;
    const stop = onChange(name, () => (changes += 1));
    await expect(alone(name, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    await soon();
    expect(changes).toBe(1);
    stop();
  });
});
