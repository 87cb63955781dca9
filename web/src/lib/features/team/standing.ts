// What a keeper may do to whom, and why not, before they try.
import type { Access } from '@wardbook/shared/access/access';
import type { DeviceId } from '@wardbook/shared/base/ids';

/** The one keeper without a last day, if there is only one: a book always has one. */
export function lastKeeper(access: Access): DeviceId | undefined {
  const lasting = [...access.members.values()].filter(
    ({ role, until }) => role === 'keeper' && until === 0,
  );
  return lasting.length === 1 ? lasting[0]!.device : undefined;
}

/** Why the last keeper stays as they are. */
export function lastKeeperText(name: string | undefined): string {
  const who = name === undefined ? 'You are' : `${name} is`;
  return `${who} the only keeper without a last day, and a book always has one: otherwise nobody could let anybody in again. Make somebody else a keeper first.`;
}

/** What removing somebody does, before it is done: each a sentence or two. */
export function removalTexts(isHere: boolean): readonly string[] {
  return [
    isHere
      ? 'At once: their device is cut off, is told that you removed it, and takes the book off itself.'
      : 'At once: their device gets nothing more. As soon as it connects again it is told that you removed it, and takes the book off itself.',
    'What they have already seen, they have seen. What they remember or wrote down elsewhere stays with them.',
    'Changes on their device that were not shared yet are lost.',
    'Everybody else gets a new key by itself. Nobody has to do anything, and open invites still work.',
  ];
}
