/** What changes about somebody, in words. Pure. */
import type { DetailChange } from './detail-changes.ts';
import * as said from '#lib/words/said/import.ts';

export interface DetailWords {
  readonly detail: string;
  readonly before: string;
  readonly after: string;
}

export function detailWords(change: DetailChange): DetailWords {
  const detail = said.detail({ detail: change.detail });
  switch (change.detail) {
    case 'anonymous':
      return { detail, before: said.nameAndAddress(), after: said.numberOnly() };
    case 'openRegister': {
      const [before, after] = change.isOptedOut
        ? (['no', 'yes'] as const)
        : (['yes', 'no'] as const);
      return {
        detail,
        before: said.onOpenRegister({ optedOut: before }),
        after: said.onOpenRegister({ optedOut: after }),
      };
    }
    case 'attains':
      return { detail, before: dateText(change.before), after: dateText(change.after) };
    default:
      return { detail, before: change.before || said.none(), after: change.after || said.none() };
  }
}

/** '2027-03-01' as '01/03/2027'. */
export function slashedDate(date: string): string {
  return date.split('-').toReversed().join('/');
}

function dateText(date: string): string {
  return slashedDate(date) || said.none();
}
