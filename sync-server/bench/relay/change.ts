/**
 * The small changes that are handed on: what somebody records at a door, as Yjs updates of one
 * writer, one event each. Every server is given the very same; ours sealed, the others plain.
 *
 * A message that ends with a change ends with bytes that no other change has, so that a reader
 * knows which one has come by looking at the last six bytes, whatever stands before them.
 */
import { assert } from '@wardbook/shared/base/assert';
import { newId } from '@wardbook/shared/base/ids';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { systemRandom } from '@wardbook/shared/base/ports';
import * as Y from 'yjs';

const tailBytes = 6;

/** So many changes, one after the other, by a device of its own, numbered from `first` on. */
export function makeChanges(count: number, first = 0): Uint8Array[] {
  const doc = new Y.Doc();
  const events = doc.getArray('events');
  const changes: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => changes.push(update));
  for (let index = 0; index < count; index += 1)
    events.push([
      {
        type: 'answer',
        id: newId(systemRandom),
        person: newId<PersonId>(systemRandom),
        outcome: 'not-in',
        at: 1_800_000_000_000 + index,
        mark: (first + index).toString(36).padStart(8, '0'),
      },
    ]);
  doc.destroy();
  return changes;
}

/** What a reader knows the change by that ends here. */
export function tailAt(record: Uint8Array, end: number): number {
  let tail = 0;
  for (let at = end - tailBytes; at < end; at += 1) tail = tail * 256 + record[at]!;
  return tail;
}

/** The number that a change was made with. */
export function numberOf(event: unknown): number {
  return Number.parseInt((event as { mark: string }).mark, 36);
}

/** The changes' numbers by their tails. */
export function numbersByTail(changes: readonly Uint8Array[], first = 0): Map<number, number> {
  const index = new Map(
    changes.map((change, place) => [tailAt(change, change.length), first + place]),
  );
  assert(index.size === changes.length, 'no two changes end alike');
  return index;
}
