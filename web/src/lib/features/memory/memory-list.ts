/** Which of the things that the ward knows are shown, and their words. Pure. */
import type { MemoryItem } from '@wardbook/shared/kinds/memory/memory-index';
import type { MemoryEvent } from '@wardbook/shared/kinds/memory/memory';
import { matchKey } from '@wardbook/shared/kinds/register/text-key';
import * as said from '#lib/words/said/memory.ts';

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
    const whole = heads.flatMap(({ title, text: more, road = '' }) => [title, more, road]);
    const key = matchKey(whole.join(' '));
    return words.every((word) => key.includes(word));
  });
  const isPending = ({ current, conflict }: MemoryItem) => current.state === 'open' || conflict;
  return [...chosen.filter(isPending), ...chosen.filter((item) => !isPending(item))];
}

/** When it was written and by whom: `name` is undefined for one's own. */
export function writtenText(when: string, name: string | undefined): string {
  return name === undefined ? said.writtenByYou({ when }) : said.writtenBy({ when, name });
}

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
