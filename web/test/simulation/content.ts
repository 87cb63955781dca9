/** What a document says, as text, to compare documents by. */
import type * as Y from 'yjs';

const maps = ['settings', 'districts', 'codes', 'electors', 'members', 'holders', 'imports'];

/** Two documents that have converged give the same text, the order of events included. */
export function contentOf(doc: Y.Doc): string {
  const entries = maps.map((name) => [name, sortedEntries(doc.getMap(name))]);
  return JSON.stringify([...entries, ['events', doc.getArray('events').toArray()]]);
}

/**
 * The events alone, whatever their order and whichever keys their authors' devices have: the same
 * for two runs in which the same was done.
 */
export function eventsOf(doc: Y.Doc): string[] {
  return doc
    .getArray('events')
    .toArray()
    .map((event) => JSON.stringify({ ...(event as object), by: undefined }))
    .sort();
}

function sortedEntries(map: Y.Map<unknown>): [string, unknown][] {
  return [...map.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}
