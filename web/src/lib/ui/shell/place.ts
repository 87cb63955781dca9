// One of the four places that the shell leads to.
import type { Icon } from '../icon.ts';

export interface Place {
  id: string;
  label: string;
  href: string;
  icon: Icon;
  /** Something there wants to be seen: how many, and the whole of it in words. */
  mark?: { readonly count: number; readonly words: string };
}
