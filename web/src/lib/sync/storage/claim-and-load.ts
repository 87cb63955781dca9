/**
 * A window claims a client id and loads the document. What of that cannot be read may have been written
 * under the id: then it goes on under another.
 */
import type { ClaimedClient } from './client-claim.ts';
import type { BookStorage, Loaded } from './storage.ts';

export interface ClaimedAndLoaded {
  readonly claim: ClaimedClient;
  readonly loaded: Exclude<Loaded, { type: 'set-aside' }>;
}

/** `claim` is given the ids that are not to be written under any more. */
export async function claimAndLoad(
  storage: BookStorage,
  claim: (givenUp: ReadonlySet<number>) => Promise<ClaimedClient>,
): Promise<ClaimedAndLoaded> {
  const givenUp = new Set<number>();
  for (const { client } of await storage.readGivenUp()) givenUp.add(client);
  // Each time there is less that could not be read.
  for (;;) {
    const claimed = await claim(givenUp);
    const loaded = await storage.load(claimed.client);
    if (loaded.type !== 'set-aside') return { claim: claimed, loaded };
    claimed.release();
    givenUp.add(claimed.client);
  }
}
