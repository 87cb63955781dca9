/** Why a copy or backup was not opened, and what to do. Pure. */
import type { OpenedBackup } from '#lib/open/earlier-books.ts';
import * as said from '#lib/words/said/way-back.ts';

export interface RefusalWords {
  readonly title: string;
  readonly next: string;
}

type BackupReason = 'none' | (OpenedBackup & { readonly type: 'refused' })['reason'];

export function notReadWords(): RefusalWords {
  return { title: said.notRead(), next: said.notReadNext() };
}

/** What is no reason of its own here, the relay has given as it does for the live book. */
export function backupRefusalWords(reason: BackupReason): RefusalWords {
  switch (reason) {
    case 'none':
      return { title: said.backupGone(), next: said.backupGoneNext() };
    case 'no-answer':
      return { title: said.backupNoAnswer(), next: said.backupNoAnswerNext() };
    case 'too-big':
      return { title: said.backupTooBig(), next: said.backupTooBigNext() };
    case 'not-whole':
      return { title: said.backupNotWhole(), next: said.backupNotWholeNext() };
    default:
      return { title: said.backupRefused(), next: said.backupRefusedNext() };
  }
}
