/** What a newer app would write into a book, for tests of an app that is older. */
import { schemaVersion, settingsKind } from '../kinds/settings/settings.ts';
import type { Book } from '../ledger/book.ts';
import { deviceFor, idFor } from './arbitraries.ts';
import type { EventId } from '../ledger/ledger.ts';

export function writeNewerSchema(book: Book): void {
  const happened = { id: idFor<EventId>(99), at: 9_999, by: deviceFor(0) };
  const said = { ...happened, type: 'settings', schema: schemaVersion + 1, over: [] } as const;
  book.events.push([settingsKind.record.write(said)]);
}
