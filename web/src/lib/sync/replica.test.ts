import { expect, onTestFinished, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { Replica } from './replica.ts';
import { createMemoryStorage } from './storage/memory-storage.ts';

test('[STORE1] storage that says something while the book is being opened stops nothing', async () => {
  const device = await createDeviceKeys();
  const statement = await foundBook(device, 'Ann', systemClock, systemRandom);
  const storage = createMemoryStorage();
  let say = () => {};
  let hasSaid = false;
  const opened = await Replica.open({
    policy: { events: [], rows: [] },
    book: statement.book,
    device,
    relay: 'ws://127.0.0.1:1/relay',
    statements: [statement],
    crossTab: false,
    storage: {
      ...storage,
      onStateChange: (listener) => {
        say = listener;
        return storage.onStateChange(listener);
      },
      readKnowledge: async (relay) => {
        say();
        // Whoever listens is told in a task of its own.
        await new Promise((resolve) => setTimeout(resolve));
        hasSaid = true;
        return storage.readKnowledge(relay);
      },
    },
  });
  if (opened.type === 'failed') return expect.unreachable(opened.reason);
  onTestFinished(() => opened.replica.close());
  expect([hasSaid, opened.replica.mayDecide]).toEqual([true, false]);
});
