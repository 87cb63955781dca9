import { describe, expect, test, vi } from 'vitest';
import { askToPersist, isPersisted, spaceLeft } from './persistence.ts';

describe('asking the browser to keep what is stored', () => {
  test('does not ask again when it has agreed already', async () => {
    const persist = vi.fn(async () => true);
    expect(await askToPersist({ persist, persisted: async () => true })).toEqual({
      type: 'persisted',
    });
    expect(persist).not.toHaveBeenCalled();
  });

  test('passes on a refusal', async () => {
    const storage = { persist: async () => false, persisted: async () => false };
    expect(await askToPersist(storage)).toEqual({ type: 'may-be-cleared' });
    expect(await isPersisted(storage)).toEqual({ type: 'may-be-cleared' });
  });

  test('names a browser that has no such question, or that throws', async () => {
    expect(await askToPersist({})).toEqual({ type: 'cannot-ask' });
    const storage = {
      persist: async () => true,
      persisted: async () => {
        throw new TypeError('opaque origin');
      },
    };
    expect(await askToPersist(storage)).toEqual({ type: 'cannot-ask' });
    expect(await isPersisted(storage)).toEqual({ type: 'cannot-ask' });
  });
});

describe('space on the device', () => {
  test('is known only when both numbers are', async () => {
    expect(await spaceLeft({ estimate: async () => ({ usage: 5, quota: 10 }) })).toEqual({
      type: 'known',
      usedBytes: 5,
      allowedBytes: 10,
    });
    expect(await spaceLeft({ estimate: async () => ({ usage: 5 }) })).toEqual({ type: 'unknown' });
    expect(await spaceLeft({})).toEqual({ type: 'unknown' });
  });
});
