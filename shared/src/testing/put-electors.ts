/** Puts electors into a book as they are, each into the edition that it names, for tests. */
import { assert } from '../base/assert.ts';
import type { DeviceId } from '../base/ids.ts';
import type { Edition } from '../kinds/register/edition.ts';
import type { Elector } from '../kinds/register/elector.ts';
import type { Book } from '../ledger/book.ts';
import { electorRow } from '../kinds/register/elector.ts';

export function putElectors(book: Book, electors: readonly Elector[], by: DeviceId, at = 1): void {
  const ids = new Set(electors.map(({ edition }) => edition));
  const editions = [...ids].flatMap((id): Edition[] =>
    book.event(id)
      ? []
      : [
          {
            id,
            at,
            by,
            type: 'edition',
            file: 'register.csv',
            layout: 'xpress-14',
            added: electors.length,
            changed: 0,
            unchanged: 0,
            problems: 0,
            over: [],
          },
        ],
  );
  const rows = electors.map((elector) => electorRow.write(elector)!);
  const put = book.appendMade(editions, rows);
  assert(put.type === 'done', 'electors can be put into a book that may be written');
}
