/**
 * Keeps presence honest: this device speaks for itself only, and each other client's state is taken
 * only from the device it first came from and for no other device, so nobody can impersonate or
 * silence anybody.
 */
import type { DeviceId } from '@wardbook/shared/base/ids';
import { readPresence, writePresence, type PresenceState } from './provider-messages.ts';

const clientsMax = 500;
/** A device has a client for each tab and each time it was opened; its oldest make room. */
const clientsPerDeviceMax = 20;
const statesMax = 1_000;

export class PresenceFilter {
  readonly #ownClient: number;
  readonly #devices = new Map<number, DeviceId>();

  constructor(ownClient: number) {
    this.#ownClient = ownClient;
  }

  /** Of what the provider would tell the others, only this client's own state. */
  own(states: Uint8Array): Uint8Array | undefined {
    const own = readPresence(states, statesMax)?.filter(
      (state) => state.client === this.#ownClient,
    );
    return own && own.length > 0 ? writePresence(own) : undefined;
  }

  /** Whether to pass on what another device sent, and whether it is the first from that client. */
  fromOther(states: Uint8Array, device: DeviceId): 'newcomer' | 'known' | undefined {
    const read = readPresence(states, 1);
    const state = read?.[0];
    if (!state || state.client === this.#ownClient || !isSound(state, device)) return undefined;
    const bound = this.#devices.get(state.client);
    if (bound) return bound === device ? 'known' : undefined;
    this.#makeRoom(device);
    if (this.#devices.size >= clientsMax) return undefined;
    this.#devices.set(state.client, device);
    return 'newcomer';
  }

  #makeRoom(device: DeviceId): void {
    const clients = [...this.#devices].filter(([, bound]) => bound === device);
    if (clients.length >= clientsPerDeviceMax) this.#devices.delete(clients[0]![0]);
  }
}

/**
 * The provider parses it without catching anything, and the app expects fields or null. Whoever is
 * said to be there in the field `device` is who sealed it.
 */
function isSound({ client, clock, state }: PresenceState, author: DeviceId): boolean {
  if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock)) return false;
  try {
    const fields = JSON.parse(state) as unknown;
    if (typeof fields !== 'object') return false;
    return fields === null || !('device' in fields) || fields.device === author;
  } catch {
    return false;
  }
}
