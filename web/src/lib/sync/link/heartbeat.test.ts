import { wardPolicy } from '@wardbook/shared/books/ward';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemRandom } from '@wardbook/shared/base/ports';
import {
  readClientFrame,
  writeRelayFrame,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import { answerMs, pingMs, protocolVersion, silenceMs } from '@wardbook/shared/protocol/limits';
import { toMessages } from '@wardbook/shared/protocol/parts';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { usualReconnect } from './backoff.ts';
import { Heartbeat } from './heartbeat.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { Replica } from '../replica.ts';

// What the browser does for cryptography goes on in its own time.
const fakeTimers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;

beforeEach(() => vi.useFakeTimers({ toFake: [...fakeTimers] }));
afterEach(() => vi.useRealTimers());

describe('[PHONE1] a heartbeat', () => {
  /** Another side that answers while `answers` is set, and all that was happened. */
  function listen() {
    const other = { answers: true, unsentBytes: 0 };
    const happened: string[] = [];
    const heartbeat: Heartbeat = new Heartbeat(Date.now, {
      ask: () => {
        happened.push('asked');
        if (other.answers) heartbeat.heard();
      },
      unsentBytes: () => other.unsentBytes,
      quiet: (isQuiet) => happened.push(isQuiet ? 'quiet' : 'heard'),
      silent: () => happened.push('silent'),
    });
    const check = () => heartbeat.check(() => happened.push('gone'));
    return { heartbeat, other, happened, check };
  }

  test('asks at every beat, and says nothing while it is answered', () => {
    const { heartbeat, happened } = listen();
    vi.advanceTimersByTime(10 * pingMs);
    expect(happened).toEqual(Array.from({ length: 10 }, () => 'asked'));
    heartbeat.stop();
    vi.advanceTimersByTime(10 * pingMs);
    expect(happened).toHaveLength(10);
  });

  test('without an answer is quiet from the second beat, and silent in the end, once', () => {
    const { other, happened } = listen();
    other.answers = false;
    vi.advanceTimersByTime(pingMs);
    expect(happened).toEqual(['asked']);
    vi.advanceTimersByTime(pingMs);
    expect(happened).toEqual(['asked', 'quiet', 'asked']);
    vi.advanceTimersByTime(silenceMs);
    expect(happened.at(-1)).toBe('silent');
    const count = happened.length;
    vi.advanceTimersByTime(10 * silenceMs);
    expect(happened).toHaveLength(count);
  });

  test('that is answered again is quiet no more', () => {
    const { other, happened } = listen();
    other.answers = false;
    vi.advanceTimersByTime(2 * pingMs);
    other.answers = true;
    vi.advanceTimersByTime(pingMs);
    expect(happened).toEqual(['asked', 'quiet', 'asked', 'asked', 'heard']);
  });

  test('checked, finds out within the time for an answer that nobody is there', () => {
    const { other, happened, check } = listen();
    other.answers = false;
    check();
    check();
    vi.advanceTimersByTime(answerMs - 1);
    expect(happened).toEqual(['asked']);
    vi.advanceTimersByTime(1);
    expect(happened).toEqual(['asked', 'gone']);
    vi.advanceTimersByTime(10 * silenceMs);
    expect(happened).toEqual(['asked', 'gone']);
  });

  test('checked, says nothing where there is an answer', () => {
    const { happened, check } = listen();
    check();
    vi.advanceTimersByTime(answerMs);
    expect(happened).toEqual(['asked']);
  });

  test('checked after a sleep, is quiet at once, and asks before it judges', () => {
    const { other, happened, check } = listen();
    other.answers = false;
    vi.setSystemTime(Date.now() + 3_600_000);
    check();
    expect(happened).toEqual(['quiet', 'asked']);
    other.answers = true;
    vi.advanceTimersByTime(pingMs);
    expect(happened).toEqual(['quiet', 'asked', 'gone']);
  });

  test('does not call anybody silent for beats that a sleeping device left out', () => {
    const { happened } = listen();
    vi.advanceTimersByTime(pingMs);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(pingMs);
    expect(happened).toEqual(['asked', 'asked']);
  });

  test('put away in the middle of a check, asks once more', () => {
    const { other, happened, check } = listen();
    other.answers = false;
    check();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(answerMs);
    expect(happened).not.toContain('gone');
    vi.advanceTimersByTime(answerMs);
    expect(happened.at(-1)).toBe('gone');
  });

  test('waits for what stands before the question, as long as it is being taken', () => {
    const { other, happened, check } = listen();
    other.answers = false;
    other.unsentBytes = 3;
    check();
    while (other.unsentBytes > 0) {
      other.unsentBytes--;
      vi.advanceTimersByTime(answerMs);
      expect(happened).not.toContain('gone');
    }
    vi.advanceTimersByTime(answerMs);
    expect(happened.at(-1)).toBe('gone');
  });
});

describe('[PHONE1] a device that is back', () => {
  /** As much of a relay as greets a device; `answers` until its line goes dead. */
  class Line {
    readonly asked: string[] = [];
    answers = true;
    readonly #socket = {
      readyState: 0,
      bufferedAmount: 0,
      onmessage: (_: { data: ArrayBuffer }) => {},
      send: (message: Uint8Array) => this.#receive(message),
      close: () => {},
    };

    open(): WebSocket {
      queueMicrotask(() => {
        this.#socket.readyState = 1;
        this.#say({ type: 'challenge', version: protocolVersion, nonce: systemRandom(32), now: 0 });
      });
      return this.#socket as unknown as WebSocket;
    }

    #receive(message: Uint8Array): void {
      const frame = readClientFrame(message.subarray(1));
      if (!frame) return;
      this.asked.push(frame.type);
      if (frame.type === 'ping') this.#say({ type: 'pong', now: 0 });
      if (frame.type !== 'hello') return;
      const [log, resumeHash] = [new Uint8Array(16), new Uint8Array(32)];
      this.#say({ type: 'welcome', log, head: 0, resume: 0, resumeHash, now: 0 });
      this.#say({ type: 'live', head: 0 });
    }

    #say(frame: RelayFrame): void {
      if (!this.answers) return;
      for (const { buffer } of toMessages(writeRelayFrame(frame)))
        this.#socket.onmessage({ data: buffer });
    }
  }

  async function live() {
    const device = await createDeviceKeys();
    const created = await foundBook(device, 'Ann', Date.now, systemRandom);
    const lines: Line[] = [];
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
        const line = new Line();
        lines.push(line);
        return line.open();
      },
    });
    if (opened.type === 'failed') throw new Error(opened.reason);
    const { replica } = opened;
    replica.connect();
    await reaches(replica, 'live');
    return { replica, lines };
  }

  const turnsMax = 10_000;

  async function reaches(replica: Replica, connection: string): Promise<void> {
    for (let turn = 0; turn < turnsMax && replica.status.connection !== connection; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    expect(replica.status.connection).toBe(connection);
  }

  test('to a line that is dead without a word leaves it, and is connected again', async () => {
    const { replica, lines } = await live();
    lines[0]!.answers = false;
    replica.retryNow();
    await vi.advanceTimersByTimeAsync(answerMs);
    // Not even a millisecond later: somebody stands there and looks.
    await vi.advanceTimersByTimeAsync(0);
    expect(lines).toHaveLength(2);
    await reaches(replica, 'live');
    await replica.close();
  });

  test('after a while away is not called connected before the relay has answered', async () => {
    const { replica, lines } = await live();
    vi.setSystemTime(Date.now() + 60_000);
    lines[0]!.answers = false;
    expect(replica.status.connection).toBe('live');
    replica.retryNow();
    expect(replica.status.connection).toBe('connecting');
    lines[0]!.answers = true;
    await vi.advanceTimersByTimeAsync(pingMs);
    expect(lines).toHaveLength(2);
    await replica.close();
  });

  test('to a line that is alive stays on it', async () => {
    const { replica, lines } = await live();
    vi.setSystemTime(Date.now() + 60_000);
    replica.retryNow();
    expect(replica.status.connection).toBe('live');
    await vi.advanceTimersByTimeAsync(2 * answerMs);
    expect(lines).toHaveLength(1);
    await replica.close();
  });

  test('asks nothing of a relay that it has not greeted, which would be taken amiss', async () => {
    const { replica, lines } = await live();
    replica.disconnect();
    replica.connect();
    replica.retryNow();
    await reaches(replica, 'live');
    expect(lines.at(-1)!.asked[0]).toBe('hello');
    await replica.close();
  });

  test('does not say that it is connected while a relay leaves two beats unanswered', async () => {
    const { replica, lines } = await live();
    lines[0]!.answers = false;
    await vi.advanceTimersByTimeAsync(2 * pingMs);
    expect(replica.status.connection).toBe('connecting');
    lines[0]!.answers = true;
    await vi.advanceTimersByTimeAsync(pingMs);
    expect(replica.status.connection).toBe('live');
    expect(lines).toHaveLength(1);
    await replica.close();
  });
});
