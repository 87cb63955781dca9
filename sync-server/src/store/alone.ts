/** What a store says that one relay alone uses: nobody else commits, and all books lie together. */
import type { CommitBounds, Following, Store } from './store.ts';

export const aloneBounds: CommitBounds = {
  books: 'together',
  bytesMax: Infinity,
  entriesMax: Infinity,
};

const nobody: Following = { presence: () => {}, stop: () => {} };

export const followNobody: Store['follow'] = () => nobody;
