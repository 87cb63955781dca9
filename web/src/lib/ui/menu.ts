// One line of a Menu.
import type { Icon } from './icon.ts';

export interface MenuAct {
  id: string;
  /** A verb and its object: "Copy the link". */
  label: string;
  icon?: Icon;
  disabled?: boolean;
  /** For what cannot be undone; the word says so too. */
  isDanger?: boolean;
  onchoose: () => void;
}
