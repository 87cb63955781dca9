/** A plain sentence for the person whose act the book refused. */
import type { RefusalReason } from '@wardbook/shared/ledger/command';
import * as said from './said/refusals.ts';

export function refusalText(reason: RefusalReason): string {
  return sentences[reason]();
}

const sentences: Readonly<Record<RefusalReason, () => string>> = {
  'newer-book': said.newerBook,
  'unknown-kind': said.unknownKind,
  'unknown-person': said.unknownPerson,
  anonymous: said.anonymous,
  'unknown-code': said.unknownCode,
  'not-allowed': said.notAllowed,
  'undone-too-often': said.undoneTooOften,
  'record-full': said.recordFull,
  nothing: said.nothing,
};
