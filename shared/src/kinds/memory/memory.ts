/** What the ward should remember: a local issue, a note about a place. */
import { bounds } from '../../base/bounds.ts';
import { as, oneOf, optional, record, text, type ValueOf } from '../../base/fields.ts';
import { newId, type RecordId } from '../../base/ids.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type Refused } from '../../ledger/command.ts';
import type { Fresh } from '../../ledger/book.ts';
import { happened, over, recordId, type Kind } from '../../ledger/kind.ts';
import type { EventId } from '../../ledger/ledger.ts';

export type MemoryId = RecordId<'MemoryId'>;

const memoryRecord = record({
  ...happened,
  type: as('t', oneOf(['memory'])),
  item: as('m', recordId<MemoryId>()),
  kind: as('k', oneOf(['issue', 'note'])),
  title: as('h', text(bounds.titleMax)),
  text: as('x', text(bounds.textMax)),
  road: as('r', optional(text(bounds.nameMax))),
  state: as('s', oneOf(['open', 'done'])),
  over,
});
export type MemoryEvent = ValueOf<typeof memoryRecord>;

export const memoryKind: Kind<MemoryEvent> = {
  type: 'memory',
  record: memoryRecord,
  subject: ({ item }) => item,
  replaces: ({ over: versions }) => versions,
};

/** Without an item: a new one. With: the next version of it, over the heads the author saw. */
export type NewMemory = Omit<Fresh<MemoryEvent>, 'type' | 'item' | 'over'> & {
  readonly item?: MemoryId;
  readonly over?: readonly EventId[];
};

export function saveMemory(
  book: Book,
  author: Author,
  memory: NewMemory,
): { readonly type: 'done'; readonly ids: EventId[]; readonly item: MemoryId } | Refused {
  const item = memory.item ?? newId<MemoryId>(author.random);
  const title = memory.title.trim().toWellFormed();
  const road = memory.road?.trim().toWellFormed();
  if (title === '') return refused('nothing');
  const fresh: Fresh<MemoryEvent> = {
    type: 'memory',
    item,
    kind: memory.kind,
    title,
    text: memory.text.trim().toWellFormed(),
    road: road === '' ? undefined : road,
    state: memory.state,
    over: memory.over ?? [],
  };
  const result = book.append(author, [fresh]);
  return result.type === 'done' ? { ...result, item } : result;
}
