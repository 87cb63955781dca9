/**
 * An edition of the register: a file as it was taken in. Its entries are rows of their own. The same
 * event taken back takes the whole edition back.
 */
import { bounds } from '../../base/bounds.ts';
import {
  as,
  count,
  lenient,
  list,
  name,
  oneOf,
  optional,
  or,
  record,
  text,
  type ValueOf,
} from '../../base/fields.ts';
import { happened, over, recordId, type Kind } from '../../ledger/kind.ts';
import { districtLetters, districtsMax } from './district-letters.ts';
import type { PersonId } from './elector.ts';
import type { EditionId } from './elector.ts';

/** People that one row says are gone. */
export const goneMax = 500;

const editionRecord = record({
  ...happened,
  type: as('t', oneOf(['edition'])),
  file: as('f', name(bounds.nameMax)),
  /** Base64url of the file's SHA-256. */
  hash: as('x', optional(text(bounds.shortMax, /^[A-Za-z0-9_-]{43}$/))),
  layout: as('l', name(bounds.nameMax)),
  added: as('a', count(bounds.countMax)),
  changed: as('c', count(bounds.countMax)),
  unchanged: as('u', count(bounds.countMax)),
  problems: as('p', count(bounds.countMax)),
  /** Those of the file. They are in the book while the edition stands. */
  districts: as('d', lenient(or(list(districtLetters, districtsMax), []))),
  /** The editions that it was compared with: it says only where it differs from them. */
  over,
});
export type Edition = ValueOf<typeof editionRecord>;

export const editionKind: Kind<Edition> = { type: 'edition', record: editionRecord };

/** Who was on the roll of the editions before, in a district of this file, and is not in it. */
export const goneRow = record({
  edition: as('i', recordId<EditionId>()),
  gone: as('g', list(recordId<PersonId>(), goneMax)),
});
