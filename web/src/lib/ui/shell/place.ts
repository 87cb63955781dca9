// One of the four places that the shell leads to.
import type { Icon } from '../icon.ts';

export interface Place {
  id: string;
  label: string;
  href: string;
  icon: Icon;
}
