/** Where something stands in a document. */
import * as Y from 'yjs';
import type { Id } from './id.ts';

/** The list of a document in which something stands; undefined where it stands elsewhere in it. */
export function partOf({ store }: Y.Doc, { client, clock }: Id): string | undefined {
  const structs = store.clients.get(client);
  if (!structs || clock >= Y.getState(store, client)) return undefined;
  const struct = structs[Y.findIndexSS(structs, clock)];
  const parent = struct instanceof Y.Item && struct.parentSub === null ? struct.parent : null;
  if (!(parent instanceof Y.AbstractType) || parent.parent !== null) return undefined;
  return Y.findRootTypeKey(parent);
}
