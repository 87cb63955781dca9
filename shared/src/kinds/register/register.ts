/** The register of a book, as everybody else asks for it. */
import { compareText } from '../../base/compare-text.ts';
import type { RefusalReason } from '../../ledger/command.ts';
import type { Elector, PersonId } from './elector.ts';
import { mayBeRecorded } from '../../rules/contact.ts';
import type { Reading } from '../../ledger/kind.ts';
import type { Edition } from './edition.ts';
import { registerIndex } from './register-index.ts';

export function elector(book: Reading, id: PersonId): Elector | undefined {
  return book.of(registerIndex).elector(id);
}

/** Everybody that can be read, by id, and how many entries could not be. */
export function electors(book: Reading): {
  readonly electors: Elector[];
  readonly skipped: number;
} {
  const register = book.of(registerIndex);
  const found = [...register.people().values()];
  return { electors: found.sort((a, b) => compareText(a.id, b.id)), skipped: register.skipped };
}

/** Editions that were taken in and stand, the newest first. */
export function editions(book: Reading): Edition[] {
  return book.of(registerIndex).editions();
}

/** Why nothing may be recorded about somebody: nobody knows them, or the law keeps them from it. */
export function refuseAbout(book: Reading, person: PersonId): RefusalReason | undefined {
  const known = elector(book, person);
  if (known === undefined) return 'unknown-person';
  return mayBeRecorded({ isAnonymous: known.anonymous }) ? undefined : 'anonymous';
}
