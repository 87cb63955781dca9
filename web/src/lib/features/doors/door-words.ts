/** What a door says of itself and its people. Pure. */
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { CodeId } from '@wardbook/shared/kinds/code/code';
import type { FieldValue } from '@wardbook/shared/kinds/detail/detail';
import { agoTextWithin, clockText } from '#lib/words/dates.ts';
import { outcomeText } from '#lib/words/words.ts';
import type { Bar } from '@wardbook/shared/rules/contact';
import * as names from '#lib/words/said/names.ts';
import * as said from '#lib/words/said/doors.ts';

export const barWords: Record<Exclude<Bar, 'anonymous'>, () => string> = {
  objects: said.passBy,
  'do-not-knock': names.flagDoNotKnock,
  moved: names.moved,
  deceased: names.deceased,
};

/** 'Labour, 3 days ago, Fri 20 Nov', 'Not in, today, 18:42' or 'Not yet tried'. */
export function lastWords(
  known: PersonHistory,
  labelOf: (code: CodeId) => string | undefined,
  now: number,
): string {
  const last = known.answers.find(({ undone }) => !undone)?.event;
  if (!last) return said.notYetAsked();
  const label = last.code && labelOf(last.code);
  return said.lastAndWhen({
    what: label ?? outcomeText(last.outcome),
    when: agoTextWithin(last.at, now),
  });
}

/** The mark says it, or, where nobody set one, the conversation that counts. */
export function showsPoster(known: PersonHistory): boolean {
  const mark = known.fields.get('flag:poster')?.value;
  return mark === true || (mark === undefined && known.counted?.questions?.poster === true);
}

/** 'Tried 18:42' */
export function triedWords(at: number): string {
  return said.triedAt({ time: clockText(at) });
}

/** What is written about the door, each thing once. */
export function doorNotes(values: readonly (FieldValue | undefined)[]): string[] {
  const notes = values.filter(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return [...new Set(notes)];
}
