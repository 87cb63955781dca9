// What taking a book off a device means, said before it is done.
import * as said from '#lib/words/said/more.ts';

export interface Removal {
  /** Changes that the relay has not received. */
  readonly waiting: number;
  readonly isDemo: boolean;
  /** Whether this device is a keeper's. */
  readonly isKeeper: boolean;
  /** Others who are in the book now, and the keepers among them. */
  readonly others: number;
  readonly otherKeepers: number;
  /** Whether there is a recovery sheet that would be let in. */
  readonly hasRecoverySheet: boolean;
}

/** What would be lost for good. While there is any, the removal wants an express yes. */
export function lossesOf(removal: Removal): string[] {
  const { waiting, isDemo, isKeeper, others, otherKeepers, hasRecoverySheet } = removal;
  if (isDemo && others === 0) return [];
  const losses: string[] = [];
  if (waiting > 0) losses.push(said.lossOfChanges({ count: waiting }));
  if (others === 0)
    losses.push(hasRecoverySheet ? said.lossButForRecoverySheet() : said.lossOfBook());
  else if (isKeeper && otherKeepers === 0)
    losses.push(hasRecoverySheet ? said.lossOfKeeperButForRecoverySheet() : said.lossOfKeeper());
  return losses;
}
