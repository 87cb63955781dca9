// Who holds the book, in words.
import { momentsAgoText } from '#lib/words/dates.ts';
import { copiesWanted, type Copies, type DeviceCopy } from '#lib/open/holders.ts';
import * as said from '#lib/words/said/copies.ts';

/** What one device's copy is worth. */
export function copyText({ at, counts }: DeviceCopy, now: number): string {
  if (at === undefined) return said.notSeen();
  const when = momentsAgoText(at, now);
  return counts ? said.hadEverything({ when }) : said.lastHadEverything({ when });
}

/** What is wrong with so few copies, and what to do; undefined when there are enough. */
export function tooFewText(
  { count }: Copies,
  isKeeper: boolean,
): { readonly title: string; readonly next: string } | undefined {
  if (count >= copiesWanted) return undefined;
  const title = count === 0 ? said.noneKnown() : said.onlyFew({ count, wanted: copiesWanted });
  return { title, next: said.makeMore({ may: isKeeper ? 'yes' : 'no' }) };
}
