/** Which elections a letter on the register is for, where a team knows better than the table in `rules`. */
import { bounds } from '../../base/bounds.ts';
import { as, list, name, oneOf, optional, record, text, type ValueOf } from '../../base/fields.ts';
import { isName } from '../../base/is-name.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import { happened, over, type Derived, type Kind, type Reading } from '../../ledger/kind.ts';
import { say, StatedIndex } from '../../ledger/stated.ts';
import { franchises as common, polls, type Franchise, type Franchises } from '../../rules/vote.ts';

const franchiseRecord = record({
  ...happened,
  type: as('t', oneOf(['franchise'])),
  marker: as('m', text(1, /^[A-Z]$/)),
  polls: optional(list(oneOf(polls), polls.length)),
  source: optional(name(bounds.nameMax)),
  over,
});
export type FranchiseEvent = ValueOf<typeof franchiseRecord>;

export const franchiseKind: Kind<FranchiseEvent> = {
  type: 'franchise',
  record: franchiseRecord,
  subject: ({ marker }) => `franchise ${marker}`,
  replaces: ({ over: versions }) => versions,
};

export const franchiseIndex: Derived<FranchiseEvent, StatedIndex<FranchiseEvent, Franchise>> = {
  kinds: [franchiseKind],
  begin: () => new StatedIndex(({ marker }) => marker, ['polls', 'source']),
};

/** The common table with what this book says otherwise. */
export function franchises(book: Reading): Franchises {
  const table = new Map(common);
  const index = book.of(franchiseIndex);
  for (const marker of index.subjects()) {
    const { polls: allowed, source } = index.of(marker).said;
    if (allowed && source) table.set(marker, { polls: allowed, source });
  }
  return table;
}

/** Says what a letter is for; whoever says so must name who told them. */
export function setFranchise(
  book: Book,
  author: Author,
  marker: string,
  franchise: Franchise,
): CommandResult {
  const source = franchise.source.trim();
  if (!isName(source)) return refused('not-allowed');
  const subject = { key: marker, properties: { marker } };
  return say(book, author, { kind: franchiseKind, index: franchiseIndex }, subject, {
    polls: franchise.polls,
    source,
  });
}
