/** Why somebody is not to be asked: one answer for every page that lists people. */
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { FlagField } from '@wardbook/shared/kinds/detail/detail';

/** The strongest reason when there are several. */
export type Bar = 'anonymous' | 'objects' | 'deceased' | 'moved' | 'do-not-knock';

const barFlags: readonly (readonly [FlagField, Bar])[] = [
  ['flag:objects', 'objects'],
  ['flag:deceased', 'deceased'],
  ['flag:moved', 'moved'],
  ['flag:do-not-knock', 'do-not-knock'],
];

/** Strongest first. */
export const bars: readonly Bar[] = ['anonymous', ...barFlags.map(([, bar]) => bar)];

export function barOf(elector: Elector, known: PersonHistory): Bar | undefined {
  if (elector.anonymous) return 'anonymous';
  if (known.fields.size === 0) return undefined;
  return barFlags.find(([flag]) => known.fields.get(flag)?.value === true)?.[1];
}
