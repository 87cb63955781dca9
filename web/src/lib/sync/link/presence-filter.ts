/**
 * Keeps presence honest. This device speaks for itself only, and what it seals names it. Of what
 * others seal, a client counts as that of the device that sealed it, whatever number it gives
 * itself: so nobody can take another's place, or silence anybody, by coming first or by a high
 * clock.
 *
 * One for all links of an open book, because the provider's states are common to them.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes, type DeviceId } from '@wardbook/shared/base/ids';
import type { RandomBytes } from '@wardbook/shared/base/ports';
import { readPresence, writePresence, type PresenceState } from './provider-messages.ts';

const clientsMax = 500;
/**
 * A device has a client for each tab and each time it was opened. When there are more, the oldest
 * are forgotten.
 */
const clientsPerDeviceMax = 20;
const statesMax = 1_000;

export interface PresenceFilterParts {
  readonly device: DeviceId;
  readonly client: number;
  readonly random: RandomBytes;
  /** Leaves nothing of a client that gave up its place, neither its state nor its clock. */
  readonly forget: (client: number) => void;
}

export interface Shown {
  /** For the provider, under the number that the client has here. */
  readonly states: Uint8Array;
  readonly isNewcomer: boolean;
}

export class PresenceFilter {
  readonly #parts: PresenceFilterParts;
  /**
   * What the client is called to others. Its own number stays the same from sitting to sitting, while
   * its clock begins anew, and a lower clock is taken for old news.
   */
  readonly #sitting: number;
  /** By the numbers that they have here, the longest known first. */
  readonly #devices = new Map<number, DeviceId>();

  constructor(parts: PresenceFilterParts) {
    this.#parts = parts;
    this.#sitting = new DataView(parts.random(4).buffer).getUint32(0);
  }

  /** Of what the provider would tell the others, only this client's own state. */
  own(states: Uint8Array): Uint8Array | undefined {
    const { client, device } = this.#parts;
    const own = readPresence(states, statesMax)?.find((each) => each.client === client);
    const fields = own && fieldsOf(own);
    if (fields === undefined) return undefined;
    const state = JSON.stringify(fields && { ...fields, device });
    return writePresence([{ ...own!, client: this.#sitting, state }]);
  }

  /** What to pass on of what another device sent, if anything. */
  fromOther(states: Uint8Array, device: DeviceId): Shown | undefined {
    const read = readPresence(states, 1)?.[0];
    // Nobody is shown to themselves.
    if (!read || device === this.#parts.device || !isSound(read, device)) return undefined;
    const client = numberOf(device, read.client);
    const isNewcomer = !this.#devices.has(client);
    if (isNewcomer) {
      if (read.state === 'null' || !this.#takeIn(client, device)) return undefined;
    } else if (this.#devices.get(client) !== device) return undefined;
    return { states: writePresence([{ ...read, client }]), isNewcomer };
  }

  #takeIn(client: number, device: DeviceId): boolean {
    const own = [...this.#devices].filter(([, each]) => each === device);
    if (own.length >= clientsPerDeviceMax) this.#evict(own[0]![0]);
    else if (this.#devices.size >= clientsMax && !this.#makePlace()) return false;
    this.#devices.set(client, device);
    return true;
  }

  /** Forgets the oldest client of the device that has most, unless each device has only one. */
  #makePlace(): boolean {
    const clientsOf = new Map<DeviceId, number[]>();
    for (const [client, device] of this.#devices)
      clientsOf.set(device, [...(clientsOf.get(device) ?? []), client]);
    const most = [...clientsOf.values()].reduce((a, b) => (b.length > a.length ? b : a));
    if (most.length < 2) return false;
    this.#evict(most[0]!);
    return true;
  }

  #evict(client: number): void {
    this.#devices.delete(client);
    this.#parts.forget(client);
  }
}

/** The number that a device's client has here: the same in every tab, and no other device's. */
export function numberOf(device: DeviceId, client: number): number {
  const hash = sha256(concat(idToBytes(device), new TextEncoder().encode(String(client))));
  const [high, low] = [0, 4].map((at) => new DataView(hash.buffer).getUint32(at));
  return (high! & 0x1f_ffff) * 2 ** 32 + low!;
}

/** Its sealer stands in it too, so that what is shown says whose it is by itself. */
function isSound(state: PresenceState, author: DeviceId): boolean {
  if (!Number.isSafeInteger(state.client) || !Number.isSafeInteger(state.clock)) return false;
  const fields = fieldsOf(state);
  return fields === null || fields?.['device'] === author;
}

/** The provider parses it without catching anything, and the app expects fields, or null for gone. */
function fieldsOf({ state }: PresenceState): Record<string, unknown> | null | undefined {
  try {
    const fields = JSON.parse(state) as unknown;
    return typeof fields === 'object' ? (fields as Record<string, unknown> | null) : undefined;
  } catch {
    return undefined;
  }
}
