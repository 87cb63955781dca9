// What taking a book off a device means, said before it is done.
import { changesText } from '#lib/open/data-status.ts';

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
  readonly hasSheet: boolean;
}

/** What would be lost for good. While there is any, the removal wants an express yes. */
export function lossesOf(removal: Removal): string[] {
  const { waiting, isDemo, isKeeper, others, otherKeepers, hasSheet } = removal;
  if (isDemo && others === 0) return [];
  const losses: string[] = [];
  if (waiting > 0) {
    const are = waiting === 1 ? 'is' : 'are';
    losses.push(
      `${changesText(waiting)} ${are} on this device only and would be lost. Connect and wait until it says “Shared” to keep ${waiting === 1 ? 'it' : 'them'}.`,
    );
  }
  if (others === 0)
    losses.push(
      hasSheet
        ? 'No other device has this book. Only a recovery sheet could bring it back, from the relay or from a copy in a file: go on only with the sheet in your hand.'
        : 'Nobody else has this book. Without this device nobody can ever open it again, you included.',
    );
  else if (isKeeper && otherKeepers === 0)
    losses.push(
      hasSheet
        ? 'You are the only keeper. The others keep the book, but nobody could invite anybody any more without a recovery sheet, you included.'
        : 'You are the only keeper. The others keep the book, but nobody could invite anybody any more, you included.',
    );
  return losses;
}
