// What became of a keeper's act when it was not done, in words: one table for all of it.
import type { AccessRefusal } from '@wardbook/shared/access/state';
import type { KeeperActResult } from '#lib/open/keeper-act.ts';
import * as said from '#lib/words/said/team.ts';

export interface KeeperActWords {
  /** What happened. */
  readonly title: string;
  /** What to do now. */
  readonly next: string;
}

export type NotDone = Exclude<KeeperActResult, { type: 'done' }>;

export function keeperActWords(result: NotDone): KeeperActWords {
  switch (result.type) {
    case 'no-connection':
      return {
        title: said.offlineUnchanged(),
        next: said.offlineUnchangedNext(),
      };
    case 'no-answer':
      return {
        title: said.noAnswer(),
        next: said.noAnswerNext(),
      };
    case 'refused':
      return refusals[result.reason]();
  }
}

const refusals: Readonly<Record<AccessRefusal, () => KeeperActWords>> = {
  'author-not-keeper': () => ({ title: said.notKeeper(), next: said.askKeepers() }),
  'last-keeper': () => ({ title: said.lastKeeper(), next: said.lastKeeperNext() }),
  'not-waiting': () => ({ title: said.notWaiting(), next: said.notWaitingNext() }),
  'wait-expired': () => ({ title: said.askedLongAgo(), next: said.comeAnew() }),
  'not-opened': () => ({ title: said.noCodeYet(), next: said.noCodeYetNext() }),
  'answerer-gone': () => ({ title: said.codeNotTrusted(), next: said.comeAnew() }),
  'no-commitment': () => notTaken(said.makeNewInvite()),
  'already-answered': () => notTaken(said.lookAgain()),
  'not-answered': () => notTaken(said.lookAgain()),
  'already-opened': () => notTaken(said.lookAgain()),
  'wrong-opening': () => notTaken(said.makeNewInvite()),
  'not-a-member': () => ({ title: said.notInBook(), next: said.notInBookNext() }),
  'already-member': () => ({ title: said.alreadyIn(), next: said.lookAgain() }),
  'invite-unknown': () => ({ title: said.inviteUnknown(), next: said.makeNewInvite() }),
  'invite-expired': () => ({ title: said.inviteExpired(), next: said.makeNewInvite() }),
  'invite-used-up': () => ({ title: said.inviteUsedUp(), next: said.makeNewInvite() }),
  'invite-withdrawn': () => ({ title: said.inviteWithdrawn(), next: said.makeNewInvite() }),
  'wrong-epoch': () => ({ title: said.newKeyMeanwhile(), next: said.lookAgain() }),
  'wrong-recipients': () => ({ title: said.teamMeanwhile(), next: said.lookAgain() }),
  'too-many': () => ({ title: said.tooMany(), next: said.tooManyNext() }),
  'not-own-terms': () => ({ title: said.ownMeanwhile(), next: said.ownMeanwhileNext() }),
  'not-relays': () => ({ title: said.noRelay(), next: said.noRelayNext() }),
  'relays-outdated': () => ({ title: said.relaysMeanwhile(), next: said.relaysMeanwhileNext() }),
  'schema-not-higher': () => notTaken(said.lookAgain()),
  'not-a-create': () => notTaken(said.tellKeeper()),
  'already-created': () => notTaken(said.tellKeeper()),
  'other-book': () => ({ title: said.otherBook(), next: said.tellKeeper() }),
};

/** What only a fault of ours, or of somebody's, can bring about. */
function notTaken(next: string): KeeperActWords {
  return { title: said.notTaken(), next };
}
