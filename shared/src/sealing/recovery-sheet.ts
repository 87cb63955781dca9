/**
 * A recovery sheet: fifteen words (BIP39, English) that stand for the seed of one more keeper's keys
 * and the beginning of the book's id, so that words and a relay are enough to find and open the
 * book. The words are for paper; nothing keeps them.
 */
import { entropyToMnemonic, mnemonicToEntropy, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Statement } from '../access/statement.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { idToBytes, type BookId } from '../base/ids.ts';
import type { RandomBytes } from '../base/ports.ts';
import { findBytes } from '../protocol/limits.ts';
import { signAct, wrapAll, type Signer } from './keeper-acts.ts';
import { deviceKeysFromSeed, type DeviceKeys } from './keys.ts';

export const recoverySheetWordCount = 15;
export const recoverySheetSeedBytes = 16;

export interface RecoverySheet {
  readonly seed: Bytes;
  /** The first `findBytes` of the book's id. */
  readonly bookStart: Bytes;
}

export function newRecoverySheet(book: BookId, random: RandomBytes): RecoverySheet {
  return { seed: random(recoverySheetSeedBytes), bookStart: idToBytes(book).slice(0, findBytes) };
}

export function recoverySheetToWords({ seed, bookStart }: RecoverySheet): readonly string[] {
  return entropyToMnemonic(concat(seed, bookStart), wordlist).split(' ');
}

/**
 * What the words stand for, in whatever case and spacing they were typed; undefined when a word is
 * not in the list, one is missing or too many, or the checksum says that one is wrong.
 */
export function recoverySheetFromWords(typed: string): RecoverySheet | undefined {
  const words = wordsIn(typed);
  const text = words.join(' ');
  if (words.length !== recoverySheetWordCount || !validateMnemonic(text, wordlist))
    return undefined;
  const entropy = new Uint8Array(mnemonicToEntropy(text, wordlist));
  return {
    seed: entropy.slice(0, recoverySheetSeedBytes),
    bookStart: entropy.slice(recoverySheetSeedBytes),
  };
}

/** Words as typed, in lower case, whatever stands between them. */
export function wordsIn(typed: string): string[] {
  return typed.toLowerCase().match(/[a-z]+/g) ?? [];
}

/** Whether it is one of the list's 2,048. */
export function isRecoverySheetWord(word: string): boolean {
  return wordlist.includes(word);
}

/** The keys of the keeper that the sheet is. */
export function recoverySheetKeys({ seed }: RecoverySheet): Promise<DeviceKeys> {
  return deviceKeysFromSeed(seed, 'recovery-sheet');
}

/** The statement that makes the sheet good. */
export async function adoptRecoverySheet(
  signer: Signer,
  recoverySheet: RecoverySheet,
): Promise<Statement> {
  const { id: device, wrapPublic } = await recoverySheetKeys(recoverySheet);
  const wraps = await wrapAll(signer.access, signer.keys, wrapPublic);
  return signAct(signer, { type: 'recovery-sheet', device, wrapPublic, ...wraps });
}
