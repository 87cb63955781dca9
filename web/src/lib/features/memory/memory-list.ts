/** Which of the things that the ward knows are shown, and their words. Pure. */
import type { MemoryItem } from '@wardbook/shared/kinds/memory/memory-index';
import type { MemoryEvent } from '@wardbook/shared/kinds/memory/memory';
import { matchKey } from '@wardbook/shared/kinds/register/text-key';

export interface MemoryFilter {
  readonly text: string;
  /** '' for both. */
  readonly kind: MemoryEvent['kind'] | '';
  readonly state: MemoryEvent['state'] | '';
}

export const everything: MemoryFilter = { text: '', kind: '', state: '' };

/**
 * What is open, or has two versions to pick from, comes first; otherwise the order is as given.
 * Every word has to be in it somewhere.
 */
export function chooseMemory(
  items: readonly MemoryItem[],
  { text, kind, state }: MemoryFilter,
): MemoryItem[] {
  const words = matchKey(text).split(' ');
  const chosen = items.filter(({ current, heads }) => {
    if (kind !== '' && current.kind !== kind) return false;
    if (state !== '' && current.state !== state) return false;
    const said = matchKey(
      heads.map((head) => `${head.title} ${head.text} ${head.road ?? ''}`).join(' '),
    );
    return words.every((word) => said.includes(word));
  });
  const isPending = ({ current, conflict }: MemoryItem) => current.state === 'open' || conflict;
  return [...chosen.filter(isPending), ...chosen.filter((item) => !isPending(item))];
}

export const kindWords: Record<MemoryEvent['kind'], string> = {
  issue: 'Local issue',
  note: 'Note about a place',
};

/** An issue gets done; a note is true for a time. */
export const stateWords: Record<MemoryEvent['kind'], Record<MemoryEvent['state'], string>> = {
  issue: { open: 'Open', done: 'Done' },
  note: { open: 'Still so', done: 'No longer so' },
};

const shortMax = 60;

/** What somebody wrote without a title is called by how it begins. */
export function titleOf(title: string, text: string): string {
  if (title.trim() !== '') return title.trim();
  return shortTitle(text.trim().split('\n')[0] ?? '');
}

/** Cut at a word, where there is one, to fit on a line or two. */
export function shortTitle(title: string): string {
  if (title.length <= shortMax) return title;
  const cut = title.slice(0, shortMax);
  const end = cut.lastIndexOf(' ');
  return `${end > shortMax / 2 ? cut.slice(0, end) : cut}…`;
}
