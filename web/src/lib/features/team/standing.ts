// What a keeper may do to whom, and why not, before they try.
import type { Access } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';

/** The one person who is a keeper without a last day, if there is only one: a book always has one. */
export function lastKeeper(access: Access): DeviceId | undefined {
  const lasting = [...access.members.values()].filter(
    ({ role, until, isRecoverySheet }) => role === 'keeper' && until === 0 && !isRecoverySheet,
  );
  const people = new Set(lasting.map(({ person }) => person));
  return people.size === 1 ? lasting[0]!.person : undefined;
}

/** Why the last keeper stays as they are. */
export function lastKeeperText(name: string | undefined): string {
  const who = name === undefined ? 'You are' : `${name} is`;
  return `${who} the only keeper without a last day, and a book always has one: otherwise nobody could let anybody in again. Make somebody else a keeper first.`;
}

/** What else it does when a keeper becomes something less. */
export function stepDownText(isOwn: boolean): string {
  const who = isOwn ? 'you' : 'they';
  return `Every link that ${who} made or joined by ends; a keeper can make new ones here with one press. A recovery sheet whose words ${who} know is cancelled: make a new one under “Recovery sheet”.`;
}

const seen =
  'What they have already seen, they have seen. What they remember or wrote down elsewhere stays with them.';
const newKey =
  'Everybody else gets a new key by itself, and nobody has to do anything. Every link that lets people in at once ends, and so does every link that they made or joined by: you can make new ones with one press.';

/** What removing somebody with all their devices does, before it is done: each a sentence or two. */
export function removalTexts(isHere: boolean, devices: number): readonly string[] {
  const [device, is, takes, gets, connects] =
    devices === 1
      ? ['device', 'is', 'takes', 'gets', 'it connects']
      : ['devices', 'are', 'take', 'get', 'each of them connects'];
  return [
    isHere
      ? `At once: their ${device} ${is} cut off, ${is} told that you did it, and ${takes} the book off.`
      : `At once: their ${device} ${gets} nothing more. As soon as ${connects} again it is told that you did it, and takes the book off itself.`,
    seen,
    `Changes on their ${device} that were not shared yet reach nobody by themselves. They can save them in a file and give it to a keeper.`,
    newKey,
  ];
}

/** The same for one of several devices of a person who stays. */
export function deviceRemovalTexts(isHere: boolean, isOwn: boolean): readonly string[] {
  const owner = isOwn ? 'You stay' : 'They stay';
  return [
    isHere
      ? 'At once: that device is cut off, is told that you removed it, and takes the book off itself.'
      : 'At once: that device gets nothing more. As soon as it connects again it is told that you removed it, and takes the book off itself.',
    `${owner} in the book on ${isOwn ? 'your' : 'their'} other devices.`,
    'If it was lost or stolen: whoever has it may have read what is on it. It learns nothing from now on.',
    'Changes on it that were not shared yet reach nobody by themselves. They can be saved in a file there, for a keeper to take in.',
    newKey,
  ];
}
