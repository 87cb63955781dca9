/** The parts of a book's document as runes, each by itself: codes that change show nobody's name anew. */
import { createSubscriber } from 'svelte/reactivity';
import type { Book } from '@wardbook/shared/book/book';

/** For each part: whoever calls it is worked out again when that part changes. */
export type FollowedBook = Readonly<
  Record<'settings' | 'districts' | 'codes' | 'members' | 'holders' | 'imports', () => void>
>;

export function followBook(book: Book): FollowedBook {
  return {
    settings: followed(book.settings),
    districts: followed(book.districts),
    codes: followed(book.codes),
    members: followed(book.members),
    holders: followed(book.holders),
    imports: followed(book.imports),
  };
}

interface Observed {
  observe(listener: () => void): void;
  unobserve(listener: () => void): void;
}

function followed(part: Observed): () => void {
  return createSubscriber((update) => {
    part.observe(update);
    return () => part.unobserve(update);
  });
}
