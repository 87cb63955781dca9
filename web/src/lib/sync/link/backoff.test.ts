import { wardPolicy } from '@wardbook/shared/books/ward';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemRandom } from '@wardbook/shared/base/ports';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { seededRandom } from '@wardbook/shared/testing/seeded-random';
import { Backoff, usualReconnect } from './backoff.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { Replica } from '../replica.ts';

describe('[NET1] the time before a socket is opened again', () => {
  const waits = (count: number, chance: () => number) => {
    const backoff = new Backoff({ ...usualReconnect, chance });
    return Array.from({ length: count }, () => {
      backoff.lost();
      return backoff.nextMs();
    });
  };

  test('doubles at most, from one second to a minute', () => {
    const longest = waits(9, () => 1);
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(Math.max(...waits(2_000, () => 1))).toBe(60_000);
    expect(waits(9, () => 0)).toEqual(Array.from({ length: 9 }, () => 0));
  });

  test('is anything from nothing up to that, evenly, at every try', () => {
    const random = seededRandom(4);
    const chance = () => new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
    const devices = 20_000;
    const parts = 10;
    const counts = [0, 2, 5, 7].map(() => Array.from({ length: parts }, () => 0));
    for (let device = 0; device < devices; device++) {
      const all = waits(8, chance);
      for (const [row, n] of [0, 2, 5, 7].entries())
        counts[row]![Math.floor((all[n]! / Math.min(60_000, 1_000 * 2 ** n)) * parts)]! += 1;
    }
    // Four standard deviations of an even spread.
    const most = 4 * Math.sqrt((devices / parts) * (1 - 1 / parts));
    for (const count of counts.flat()) expect(Math.abs(count - devices / parts)).toBeLessThan(most);
  });

  test('begins anew after a connection that was of use, and only then', () => {
    const backoff = new Backoff({ ...usualReconnect, chance: () => 1 });
    const next = () => {
      backoff.lost();
      return backoff.nextMs();
    };
    expect(backoff.nextMs()).toBe(0);
    expect([next(), next()]).toEqual([1_000, 2_000]);
    backoff.skip();
    expect(backoff.nextMs()).toBe(0);
    expect(next()).toBe(4_000);
    backoff.lived();
    expect(next()).toBe(1_000);
  });
});

describe('[NET2] a device whose relay is away', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Its tries at a relay that is not there: when each was, in ms from the first. */
  async function away() {
    const device = await createDeviceKeys();
    const created = await foundBook(device, 'Ann', Date.now, systemRandom);
    const tries: number[] = [];
    const begun = Date.now();
    const opened = await Replica.open({
      policy: wardPolicy,
      book: created.book,
      device,
      storage: createMemoryStorage(),
      relay: 'ws://relay.invalid/relay',
      statements: [created],
      crossTab: false,
      reconnect: { ...usualReconnect, chance: () => 1 },
      openSocket: () => {
        // y-websocket's own pause is none, which to a timer is a millisecond.
        tries.push(Math.floor((Date.now() - begun) / 100) * 100);
        const socket = { readyState: 0, send: () => {}, close: () => {} } as unknown as WebSocket;
        queueMicrotask(() => void socket.onclose?.({ code: 1006 } as CloseEvent));
        return socket;
      },
    });
    if (opened.type === 'failed') throw new Error(opened.reason);
    return { replica: opened.replica, tries };
  }

  test('tries at once, then ever more seldom, and meanwhile says that it is offline', async () => {
    const { replica, tries } = await away();
    replica.connect();
    await vi.advanceTimersByTimeAsync(250_000);
    expect(tries).toEqual([
      0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000, 243_000,
    ]);
    expect(replica.status.connection).toBe('offline');
    await replica.close();
    await vi.advanceTimersByTimeAsync(250_000);
    expect(tries).toHaveLength(10);
  });

  test('tries at once when it is told that it may, and then goes on as before', async () => {
    const { replica, tries } = await away();
    replica.connect();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tries).toHaveLength(3);
    replica.retryNow();
    expect(tries.at(-1)).toBe(5_000);
    await vi.advanceTimersByTimeAsync(7_990);
    expect(tries).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(20);
    expect(tries.at(-1)).toBe(13_000);
    await replica.close();
  });
});
