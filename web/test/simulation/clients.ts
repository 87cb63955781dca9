/** Whose the client ids in a book are. */
import { clientIdOf } from '@wardbook/shared/base/client-id';
import type { World } from './world.ts';

/** Windows that a simulated device has open at once. */
const windowsMax = 2;

/**
 * Those that belong to none of the devices there ever were, or to one by a higher number than it has
 * had windows at once and reasons to mint anew.
 */
export function strangeClients({ devices, everyDevice }: World): number[] {
  const { doc, book } = devices[0]!.replica;
  const own = everyDevice.flatMap(({ author, minted }) =>
    Array.from({ length: windowsMax + minted }, (_, nonce) =>
      clientIdOf(book, author.device, nonce),
    ),
  );
  return [...doc.store.clients.keys()].filter((client) => !own.includes(client));
}
