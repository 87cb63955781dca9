/** What a door says of itself and its people. Pure. */
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { CodeId } from '@wardbook/shared/kinds/code/code';
import type { FieldValue } from '@wardbook/shared/kinds/detail/detail';
import { agoTextWithin, clockText } from '#lib/words/dates.ts';
import { outcomeText } from '#lib/words/words.ts';
import type { Bar } from '@wardbook/shared/rules/contact';

export const barWords: Record<Exclude<Bar, 'anonymous'>, string> = {
  objects: 'Pass by: objects',
  'do-not-knock': 'Do not knock',
  moved: 'Moved away',
  deceased: 'Has died',
};

/** 'Labour, 3 days ago, Fri 20 Nov', 'Not in, today, 18:42' or 'Not yet tried'. */
export function lastWords(
  known: PersonHistory,
  labelOf: (code: CodeId) => string | undefined,
  now: number,
): string {
  const last = known.answers.find(({ undone }) => !undone)?.event;
  if (!last) return 'Not yet asked';
  const label = last.code && labelOf(last.code);
  return `${label ?? outcomeText(last.outcome)}, ${agoTextWithin(last.at, now)}`;
}

/** The mark says it, or, where nobody set one, the conversation that counts. */
export function showsPoster(known: PersonHistory): boolean {
  const mark = known.fields.get('flag:poster')?.value;
  return mark === true || (mark === undefined && known.counted?.questions?.poster === true);
}

/** 'Tried 18:42' */
export function triedWords(at: number): string {
  return `Tried ${clockText(at)}`;
}

/** What is written about the door, each thing once. */
export function doorNotes(values: readonly (FieldValue | undefined)[]): string[] {
  const notes = values.filter(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return [...new Set(notes)];
}
