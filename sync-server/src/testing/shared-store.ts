/** A memory store that several relays in one process write to, each told of what the others commit. */
import type { BookId } from '@wardbook/shared/base/ids';
import { createMemoryStore } from '../store/memory.ts';
import type { FollowedCommit, Follower, Store } from '../store/store.ts';

export interface SharedStore extends Store {
  /** Followers hear nothing while it is set. */
  isSilent: boolean;
  /** Commits that came too late. */
  movedOn: number;
}

export function createSharedStore(): SharedStore {
  const store = createMemoryStore();
  const followers = new Map<BookId, Set<Follower>>();
  const told = new Map<BookId, FollowedCommit[]>();
  const tell = (book: BookId, what: (follower: Follower) => void) => {
    for (const follower of followers.get(book) ?? []) setImmediate(() => what(follower));
  };
  const shared: SharedStore = {
    ...store,
    isSilent: false,
    movedOn: 0,
    commitBounds: { books: 'apart', bytesMax: 100_000, entriesMax: 100 },
    follow: (book, after, follower) => {
      const all = followers.get(book) ?? new Set();
      followers.set(book, all.add(follower));
      for (const commit of told.get(book) ?? [])
        if (commit.after >= after) setImmediate(() => follower.committed(commit));
      return {
        presence: (blob) =>
          tell(book, (each) => {
            if (each !== follower) each.presence(blob);
          }),
        stop: () => all.delete(follower),
      };
    },
    commit: async (batch) => {
      const [{ book, after, entries, covers }] = batch as [(typeof batch)[0]];
      // As over a network: others may come in between.
      await new Promise((resolve) => setImmediate(resolve));
      const before = await store.openLog(book);
      const saved = await store.commit(batch);
      if (saved.type === 'moved-on') shared.movedOn += 1;
      if (saved.type !== 'saved' || before.type !== 'log') return saved;
      const snapshotCovers = covers || before.snapshotCovers;
      const commit: FollowedCommit = { after, entries, snapshotCovers, bytes: saved.bytes[0]! };
      if (shared.isSilent) return saved;
      told.set(book, [...(told.get(book) ?? []), commit]);
      tell(book, (follower) => follower.committed(commit));
      return saved;
    },
    deleteBook: async (tombstone) => {
      const deleted = await store.deleteBook(tombstone);
      tell(tombstone.book, (follower) => follower.lost());
      return deleted;
    },
  };
  return shared;
}
