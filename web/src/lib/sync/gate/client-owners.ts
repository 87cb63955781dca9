/** Whose a client id is, among devices that are known: ids follow from the device (`client-id.ts`). */
import { clientIdOf, noncesMax } from '@wardbook/shared/base/client-id';
import { mapAt } from '@wardbook/shared/base/map-at';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';

/** Nearly all ids are among a device's first: one for each window that it has open at once. */
const usualNonces = 8;

export class ClientOwners {
  readonly #book: BookId;
  /** The ids of each device that have been worked out, from the first nonce on. */
  readonly #ids = new Map<DeviceId, { readonly known: Set<number>; nonces: number }>();

  constructor(book: BookId) {
    this.#book = book;
  }

  /**
   * Undefined where it is none of theirs. The ids have 32 bits, so with patience somebody makes keys
   * of which one id is another's: it belongs to whoever comes first in `devices`. Ids that are seldom
   * used, of which there are thousands, are looked for among those of `likely` only.
   */
  ownerOf(
    client: number,
    devices: Iterable<DeviceId>,
    likely: Iterable<DeviceId>,
  ): DeviceId | undefined {
    for (const device of devices) if (this.#idsOf(device, usualNonces).has(client)) return device;
    for (const device of likely) if (this.#idsOf(device, noncesMax).has(client)) return device;
    return undefined;
  }

  #idsOf(device: DeviceId, nonces: number): ReadonlySet<number> {
    const ids = mapAt(this.#ids, device, () => ({ known: new Set<number>(), nonces: 0 }));
    for (; ids.nonces < nonces; ids.nonces++)
      ids.known.add(clientIdOf(this.#book, device, ids.nonces));
    return ids.known;
  }
}
