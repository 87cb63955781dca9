/**
 * A window claims a client id and loads the document. What of that cannot be read may have been written
 * under the id: then it goes on under another.
 */
import type { Renaming } from '../update/renamed.ts';
import type { ClaimedClient } from './client-claim.ts';
import type { BookStorage, JudgeStored, Loaded } from './storage.ts';

export interface ClaimedAndLoaded {
  readonly claim: ClaimedClient;
  readonly givenUp: readonly Renaming[];
  readonly loaded: Exclude<Loaded, { type: 'set-aside' }>;
}

/** `claim` is given the ids that are not to be written under any more. */
export async function claimAndLoad(
  storage: BookStorage,
  claim: (givenUp: ReadonlySet<number>) => Promise<ClaimedClient>,
  judge: JudgeStored,
): Promise<ClaimedAndLoaded> {
  // Each time there is less that could not be read, and one more is given up.
  for (;;) {
    const givenUp = await storage.readGivenUp();
    const claimed = await claim(new Set(givenUp.map(({ client }) => client)));
    const loaded = await storage.load(claimed.client, judge);
    if (loaded.type !== 'set-aside') return { claim: claimed, givenUp, loaded };
    claimed.release();
  }
}
