/** What people may do in a book, in words. */
import type { Role } from '@wardbook/shared/access/statement';

export interface RoleWords {
  readonly name: string;
  /** As one of several: 'an editor'. */
  readonly one: string;
  /** Completes "They …" and "You …": "can read everything". */
  readonly may: string;
}

export const roleWords: Readonly<Record<Role, RoleWords>> = {
  keeper: {
    name: 'Keeper',
    one: 'a keeper',
    may: 'can do everything: read, record, change the book, let people in and remove them',
  },
  editor: {
    name: 'Editor',
    one: 'an editor',
    may: 'can read everything, record answers, change details and import the register',
  },
  reader: {
    name: 'Reader',
    one: 'a reader',
    may: 'can read everything in the book, and change nothing',
  },
};
