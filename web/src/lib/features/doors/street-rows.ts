/** The streets to choose from, under their polling districts. Pure. */
import type { District } from '@wardbook/shared/kinds/register/district';
import type { Street } from '@wardbook/shared/kinds/register/walk';
import { matchKey } from '@wardbook/shared/kinds/register/text-key';
import * as said from '#lib/words/said/doors.ts';

export type StreetRow =
  | { readonly type: 'district'; readonly key: string; readonly words: string }
  | { readonly type: 'street'; readonly key: string; readonly street: Street };

/** `district` '' and blank `text` narrow nothing. */
export function streetRows(
  streets: readonly Street[],
  districts: readonly District[],
  district: string,
  text: string,
): StreetRow[] {
  const wanted = matchKey(text);
  const out: StreetRow[] = [];
  let under: string | undefined;
  for (const street of streets) {
    if (district !== '' && street.district !== district) continue;
    if (!matchKey(street.name).includes(wanted)) continue;
    if (street.district !== under) {
      under = street.district;
      const words = districtWords(under, districts);
      if (under !== '') out.push({ type: 'district', key: `district|${under}`, words });
    }
    out.push({ type: 'street', key: street.key, street });
  }
  return out;
}

/** 'ALB Brook Estate' */
export function districtWords(letters: string, districts: readonly District[]): string {
  const name = districts.find((each) => each.letters === letters)?.name ?? '';
  return name === '' || name === letters ? letters : `${letters} ${name}`;
}

export function streetCountWords({ kind, households }: Street, toAsk: number): string {
  const doors = households.length;
  if (kind === 'anonymous') {
    const count = households.reduce((sum, { electors }) => sum + electors.length, 0);
    return said.entriesNobody({ count });
  }
  return kind === 'other'
    ? said.peopleToAsk({ people: doors, toAsk })
    : said.doorsToAsk({ doors, toAsk });
}

/** The street after this one, where there is one to walk. */
export function streetAfter(streets: readonly Street[], key: string): Street | undefined {
  const next = streets[streets.findIndex((street) => street.key === key) + 1];
  return next?.kind === 'street' ? next : undefined;
}
