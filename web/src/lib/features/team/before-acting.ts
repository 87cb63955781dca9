// What a keeper may not do, and what a removal will do: said before they act.
import type { Access } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import * as said from '#lib/words/said/team.ts';

/** The one person who is a keeper without a last day, if there is only one: a book always has one. */
export function lastKeeper(access: Access): DeviceId | undefined {
  const lasting = [...access.members.values()].filter(
    ({ role, until, isRecoverySheet }) => role === 'keeper' && until === 0 && !isRecoverySheet,
  );
  const people = new Set(lasting.map(({ person }) => person));
  return people.size === 1 ? lasting[0]!.person : undefined;
}

/** What removing somebody with all their devices does, before it is done: each a sentence or two. */
export function removalTexts(isHere: boolean, count: number): readonly string[] {
  return [
    isHere ? said.removalHere({ count }) : said.removalAway({ count }),
    said.removalSeen(),
    said.removalUnshared({ count }),
    said.removalNewKey(),
  ];
}

/** The same for one of several devices of a person who stays. */
export function deviceRemovalTexts(isHere: boolean, isOwn: boolean): readonly string[] {
  return [
    isHere ? said.deviceRemovalHere() : said.deviceRemovalAway(),
    isOwn ? said.youStay() : said.theyStay(),
    said.deviceRemovalStolen(),
    said.deviceRemovalUnshared(),
    said.removalNewKey(),
  ];
}
