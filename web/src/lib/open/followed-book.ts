/** The kinds of an open book as runes, each by itself: codes that change show nobody's name anew. */
import { codeKind } from '@wardbook/shared/kinds/code/code';
import { deviceKind } from '@wardbook/shared/kinds/device/device';
import { holderKind } from '@wardbook/shared/kinds/holder/holder';
import { districtKind } from '@wardbook/shared/kinds/register/district';
import { editionKind } from '@wardbook/shared/kinds/register/edition';
import { settingsKind } from '@wardbook/shared/kinds/settings/settings';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Event, Kind } from '@wardbook/shared/ledger/kind';
import { createSubscriber } from 'svelte/reactivity';

/** For each: whoever calls it is worked out again when something of that kind changes. */
export type FollowedBook = Readonly<
  Record<'settings' | 'districts' | 'codes' | 'devices' | 'holders' | 'editions', () => void>
>;

export function followBook(book: Book): FollowedBook {
  return {
    settings: followed(book, settingsKind),
    districts: followed(book, districtKind),
    codes: followed(book, codeKind),
    devices: followed(book, deviceKind),
    holders: followed(book, holderKind),
    editions: followed(book, editionKind),
  };
}

/** Whoever calls it is worked out again when something of these kinds changes. */
export function followed(book: Book, ...kinds: readonly Kind<Event>[]): () => void {
  const types = new Set(kinds.map(({ type }) => type));
  return createSubscriber((update) =>
    book.onChange(({ entries }) => {
      if (entries.some(({ event }) => types.has(event.type))) update();
    }),
  );
}
