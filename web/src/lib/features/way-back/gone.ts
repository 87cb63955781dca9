/** What has gone since, as the page lists it. Pure. */
import { answerKind } from '@wardbook/shared/kinds/answer/answer';
import { detailKind } from '@wardbook/shared/kinds/detail/detail';
import { memoryKind } from '@wardbook/shared/kinds/memory/memory';
import { noteKind } from '@wardbook/shared/kinds/note/note';
import { placeKind } from '@wardbook/shared/kinds/place/place';
import { electors } from '@wardbook/shared/kinds/register/register';
import { editionKind } from '@wardbook/shared/kinds/register/edition';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Gone } from '@wardbook/shared/ledger/way-back';
import * as said from '#lib/words/said/way-back.ts';

export interface Counted {
  readonly what: string;
  readonly before: number;
  readonly now: number;
}

/** How much of each stood then, and does now. */
export function counted(then: Book, now: Book): Counted[] {
  const [before, after] = [countsOf(then), countsOf(now)];
  const rows: readonly (readonly [string, (counts: ReturnType<typeof countsOf>) => number])[] = [
    [said.people(), ({ people }) => people],
    [said.answers(), ({ of }) => of(answerKind.type)],
    [said.notes(), ({ of }) => of(noteKind.type) + of(detailKind.type) + of(placeKind.type)],
    [said.pages(), ({ of }) => of(memoryKind.type)],
    [said.imports(), ({ of }) => of(editionKind.type)],
  ];
  return rows.map(([what, count]) => ({ what, before: count(before), now: count(after) }));
}

function countsOf(book: Book) {
  const standing = new Map<string, number>();
  for (const { event, undone } of book.entries())
    if (!undone) standing.set(event.type, (standing.get(event.type) ?? 0) + 1);
  return {
    people: electors(book).electors.length,
    of: (type: string) => standing.get(type) ?? 0,
  };
}

/** Who made something go, and when; undefined where nobody can be named. */
export function whoDid(gone: Gone): { readonly by: DeviceId; readonly at: number } | undefined {
  if (gone.how === 'missing') return undefined;
  return gone.how === 'replaced' ? gone.last : gone;
}
