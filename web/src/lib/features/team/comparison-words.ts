// What is said in the place of a code to compare while there is none, or none that is worth anything.
import type { Comparison } from '@wardbook/shared/access/comparison';
import * as said from '#lib/words/said/team.ts';

type WithoutCode = Exclude<Comparison, { readonly code: string }>;

/** Which it is that waits, seen from this one: theirs who ask, one's own, that of a member, the other. */
export type ComingDevice = 'theirs' | 'yours' | 'that' | 'beside';

export function withoutCodeWords(
  { type }: WithoutCode,
  device: ComingDevice,
  isKeeper: boolean,
): string {
  const who = isKeeper ? 'keeper' : 'member';
  switch (type) {
    case 'awaits-answer':
      return isKeeper ? said.codeAwaitsUs({ device }) : said.codeAwaitsKeeper({ device });
    case 'awaits-opening':
      return said.codeAwaitsOpening({ device });
    case 'answerer-gone':
      return said.answererGone({ who });
    case 'wait-expired':
      return said.waitExpired({ who });
  }
}

/** Said under the code of a device that asked before there were better ones. */
export function earlierCodeWarning() {
  return { title: said.earlierCode(), next: said.earlierCodeNext() };
}
