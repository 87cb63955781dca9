/** What a newer register says differently about one person, in words. Pure. */
import { electorNumber, type Elector } from '@wardbook/shared/kinds/register/elector';

export interface DetailChange {
  readonly label: string;
  /** '' where there was or will be nothing. */
  readonly before: string;
  readonly after: string;
}

type Say = (elector: Elector) => string;

const details: readonly (readonly [label: string, say: Say])[] = [
  ['Elector number', electorNumber],
  ['Title', ({ title = '' }) => title],
  ['Name', ({ forenames, surname }) => `${forenames} ${surname}`.trim()],
  ['Name suffix', ({ nameSuffix = '' }) => nameSuffix],
  ['Address', ({ address }) => address.join(', ')],
  ['Postcode', ({ postcode }) => postcode],
  ['Markers', ({ markers }) => markers],
  ['Open register', ({ optedOut }) => (optedOut ? 'Opted out' : 'Included')],
  ['Reaches voting age', ({ attains }) => attains.split('-').toReversed().join('/')],
  ['Council’s own reference', ({ externalId = '' }) => externalId],
  ['UPRN', ({ uprn = '' }) => uprn],
];

/** At least one: a person in a plan's changes differs in something. */
export function detailChanges(before: Elector, after: Elector): DetailChange[] {
  // Whoever is anonymous now has what was known about them taken away, not shown once more.
  if (after.anonymous && !before.anonymous)
    return [{ label: 'Anonymous entry', before: 'Name and address', after: 'Number only' }];
  const changes: DetailChange[] = [];
  for (const [label, say] of details) {
    const [was, is] = [say(before), say(after)];
    if (was !== is) changes.push({ label, before: was, after: is });
  }
  return changes;
}
