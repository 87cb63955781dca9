/** What a newer register says differently about one person. Pure. */
import { electorNumber, type Elector } from '@wardbook/shared/kinds/register/elector';

export type DetailChange =
  | {
      readonly detail: TextDetail;
      /** '' where there was or will be nothing; of `attains` ISO dates. */
      readonly before: string;
      readonly after: string;
    }
  | { readonly detail: 'openRegister'; readonly isOptedOut: boolean }
  /** Known by name before, and by number only from now on. */
  | { readonly detail: 'anonymous' };

export type TextDetail =
  | 'number'
  | 'title'
  | 'name'
  | 'nameSuffix'
  | 'address'
  | 'postcode'
  | 'markers'
  | 'attains'
  | 'externalId'
  | 'uprn';

type Text = (elector: Elector) => string;

const details: readonly (readonly [detail: TextDetail | 'openRegister', text: Text])[] = [
  ['number', electorNumber],
  ['title', ({ title = '' }) => title],
  ['name', ({ forenames, surname }) => `${forenames} ${surname}`.trim()],
  ['nameSuffix', ({ nameSuffix = '' }) => nameSuffix],
  ['address', ({ address }) => address.join(', ')],
  ['postcode', ({ postcode }) => postcode],
  ['markers', ({ markers }) => markers],
  ['openRegister', ({ optedOut }) => String(optedOut)],
  ['attains', ({ attains }) => attains],
  ['externalId', ({ externalId = '' }) => externalId],
  ['uprn', ({ uprn = '' }) => uprn],
];

/** At least one: a person in a plan's changes differs in something. */
export function detailChanges(before: Elector, after: Elector): DetailChange[] {
  // Whoever is anonymous now has what was known about them taken away, not shown once more.
  if (after.anonymous && !before.anonymous) return [{ detail: 'anonymous' }];
  const changes: DetailChange[] = [];
  for (const [detail, text] of details) {
    const [was, is] = [text(before), text(after)];
    if (was === is) continue;
    if (detail === 'openRegister') changes.push({ detail, isOptedOut: after.optedOut });
    else changes.push({ detail, before: was, after: is });
  }
  return changes;
}
