// Who holds the book, in words.
import { momentsAgoText } from '#lib/words/dates.ts';
import { copiesWanted, type Copies, type DeviceCopy } from '#lib/open/holders.ts';

/** What one device's copy is worth. */
export function copyText({ at, counts }: DeviceCopy, now: number): string {
  if (at === undefined) return 'Not seen with the whole book yet';
  const when = momentsAgoText(at, now);
  return counts ? `Had everything ${when}` : `Last had everything ${when}, too long ago to count`;
}

/** What is wrong with so few copies, and what to do; undefined when there are enough. */
export function tooFewText(
  { count }: Copies,
  isKeeper: boolean,
): { readonly title: string; readonly next: string } | undefined {
  if (count >= copiesWanted) return undefined;
  const title =
    count === 0
      ? 'It is not known that any device holds the whole book.'
      : `Only ${count === 1 ? 'one device holds' : `${count} devices hold`} the whole book. ${copiesWanted} or more are safe.`;
  const invite = isKeeper ? 'Invite a colleague' : 'Ask a keeper to invite a colleague';
  return { title, next: `${invite}, add another device of yours, or make a copy in a file.` };
}
