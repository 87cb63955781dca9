/** The rules of contact, asked about a person as a book knows them. */
import type { CodeId } from '../kinds/code/code.ts';
import type { FlagField } from '../kinds/detail/detail.ts';
import type { Elector } from '../kinds/register/elector.ts';
import type { PersonHistory } from './person-history.ts';
import { barOn, mayBeUsed, type Bar } from '../rules/contact.ts';

/** Why somebody is not to be asked: one answer for every page that lists people. */
export function barOf(elector: Elector, known: PersonHistory): Bar | undefined {
  // Nearly everybody: nothing was ever set.
  if (!elector.anonymous && known.fields.size === 0) return undefined;
  return barOn({
    isAnonymous: elector.anonymous,
    objects: isSet(known, 'flag:objects'),
    hasDied: isSet(known, 'flag:deceased'),
    hasMoved: isSet(known, 'flag:moved'),
    notAtTheDoor: isSet(known, 'flag:do-not-knock'),
  });
}

/** The code that counts now, where it may be used. */
export function countedCode(known: PersonHistory): CodeId | undefined {
  return mayBeUsed({ objects: isSet(known, 'flag:objects') }) ? known.counted?.code : undefined;
}

function isSet(known: PersonHistory, flag: FlagField): boolean {
  return known.fields.get(flag)?.value === true;
}
