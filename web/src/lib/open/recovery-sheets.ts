/** The recovery sheets of an open book: which are good, and what is printed on one. */
import type { Member } from '@wardbook/shared/access/state';
import type { RecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import { writeRecoverySheetLink } from '../sync/files/recovery-sheet-link.ts';
import type { Workspace } from './workspace.svelte.ts';

/** The latest first. */
export function goodRecoverySheets({ membership }: Workspace): Member[] {
  return [...(membership.access?.members.values() ?? [])]
    .filter(({ isRecoverySheet }) => isRecoverySheet)
    .sort((a, b) => b.since - a.since);
}

/** What the code on a recovery sheet says. Its secret is in it: for paper, and for nothing else. */
export function recoverySheetCode(recoverySheet: RecoverySheet): string {
  return writeRecoverySheetLink(location.origin, recoverySheet);
}
