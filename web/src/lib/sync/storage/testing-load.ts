/** The document that a storage holds, for tests that look into it. */
import type { Doc } from 'yjs';
import type { BookStorage } from './storage.ts';

/** Fails where it cannot be loaded, or something in it could not be read. */
export async function loadDocument(storage: BookStorage, client = 1): Promise<Doc> {
  const loaded = await storage.load(client);
  if (loaded.type !== 'loaded') throw new Error(loaded.type);
  return loaded.doc;
}
