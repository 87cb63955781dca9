/** The document that a storage holds, for tests that look into it. */
import type { Doc } from 'yjs';
import { contentsOfUpdate } from '../update/contents.ts';
import type { BookStorage, JudgeStored } from './storage.ts';

/** Whatever is an update. */
export const anyUpdate: JudgeStored = async () => (update) =>
  contentsOfUpdate(update) !== undefined;

/** Fails where it cannot be loaded, or something in it could not be read. */
export async function loadDocument(storage: BookStorage, client = 1): Promise<Doc> {
  const loaded = await storage.load(client, anyUpdate);
  if (loaded.type !== 'loaded') throw new Error(loaded.type);
  return loaded.doc;
}
