/** Polling districts: their letters, what they are called, where their people vote. */
import { bounds } from '../../base/bounds.ts';
import { as, name, oneOf, optional, record, type ValueOf } from '../../base/fields.ts';
import { compareText } from '../../base/compare-text.ts';
import { isPlainName } from '../../base/plain-name.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import { happened, over, type Derived, type Kind, type Reading } from '../../ledger/kind.ts';
import { say, StatedIndex } from '../../ledger/stated.ts';
import { districtLetters, isDistrictLetters } from './district-letters.ts';
import { registerIndex } from './register-index.ts';

export interface District {
  /** As on the register: '1BDF'. */
  readonly letters: string;
  readonly name: string;
  /** Where its people vote. */
  readonly place?: string;
}

type Said = Omit<District, 'letters'>;

const districtRecord = record({
  ...happened,
  type: as('t', oneOf(['district'])),
  letters: districtLetters,
  name: optional(name(bounds.nameMax)),
  place: optional(name(bounds.nameMax)),
  over,
});
export type DistrictEvent = ValueOf<typeof districtRecord>;

export const districtKind: Kind<DistrictEvent> = {
  type: 'district',
  record: districtRecord,
  subject: ({ letters }) => `district ${letters}`,
  replaces: ({ over: versions }) => versions,
};

export const districtIndex: Derived<DistrictEvent, StatedIndex<DistrictEvent, Said>> = {
  kinds: [districtKind],
  begin: () => new StatedIndex(({ letters }) => letters, ['name', 'place']),
};

/** Of whatever anybody has said something, and of the editions that stand; by their letters. */
export function districts(book: Reading): District[] {
  const index = book.of(districtIndex);
  const said = index.subjects().filter((letters) => index.of(letters).heads.size > 0);
  const taken = book.of(registerIndex).editions();
  return [...new Set([...said, ...taken.flatMap((edition) => edition.districts)])]
    .map((letters): District => {
      const { name: called = '', place = '' } = index.of(letters).said;
      return { letters, name: called || letters, ...(place !== '' && { place }) };
    })
    .sort((a, b) => compareText(a.letters, b.letters));
}

/** Adds a district, or changes the name and place of the one with these letters. */
export function addDistrict(book: Book, author: Author, district: District): CommandResult {
  const { letters, place } = district;
  const texts = [district.name, place ?? ''];
  if (!isDistrictLetters(letters) || !texts.every((each) => isPlainName(each.trim())))
    return refused('not-allowed');
  const next = {
    name: district.name.trim(),
    ...(place !== undefined && { place: place.trim() }),
  };
  const subject = { key: letters, properties: { letters } };
  return say(book, author, { kind: districtKind, index: districtIndex }, subject, next);
}
