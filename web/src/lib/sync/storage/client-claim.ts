/**
 * Which of its client ids a window writes under: the first that no other window of this device has claimed.
 * So a device goes on under the same one from sitting to sitting, and two windows never share one.
 *
 * Invariant: the claim is made before the document is read and lasts until it is closed, so whatever
 * one window wrote under an id has been read by the next that writes under it.
 */
import { clientIdOf, noncesMax } from '@wardbook/shared/base/client-id';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { RandomBytes } from '@wardbook/shared/base/ports';

/**
 * Claims a name for this window among all windows that share its storage; undefined when another
 * window has it, or this browser knows no such claims.
 */
export type ClaimName = (name: string) => Promise<{ release(): void } | undefined>;

export interface ClaimedClient {
  readonly client: number;
  readonly release: () => void;
}

/** Names tried before a window goes without: more than anybody has windows. */
const triesMax = 64;

/**
 * `givenUp`: ids that are not to be written under any more. Where nothing can be claimed, an id is drawn
 * by lot: that costs the book a client id for each sitting, and is safe.
 */
export async function claimClient(
  claim: ClaimName,
  book: BookId,
  device: DeviceId,
  givenUp: ReadonlySet<number>,
  random: RandomBytes,
): Promise<ClaimedClient> {
  let tries = 0;
  for (let nonce = 0; nonce < noncesMax && tries < triesMax; nonce++) {
    const client = clientIdOf(book, device, nonce);
    if (givenUp.has(client)) continue;
    tries += 1;
    const claimed = await claim(`wardbook client ${client}`);
    if (claimed) return { client, release: () => claimed.release() };
  }
  const lot = new DataView(random(2).buffer).getUint16(0) % noncesMax;
  return { client: clientIdOf(book, device, lot), release: () => undefined };
}

const inProcess = new Set<string>();

/** For a program whose storage nobody else has: its documents are told apart within it. */
export const claimInProcess: ClaimName = async (name) => {
  if (inProcess.has(name)) return undefined;
  inProcess.add(name);
  return { release: () => void inProcess.delete(name) };
};
