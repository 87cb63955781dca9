/** What people may do in a book, in words. */
import type { Role } from '@wardbook/shared/access/statement';

export interface RoleWords {
  readonly name: string;
  /** Completes "They …" and "You …": "can read everything". */
  readonly may: string;
}

export const roleWords: Readonly<Record<Role, RoleWords>> = {
  keeper: {
    name: 'Keeper',
    may: 'can do everything: read, record, change the book and invite people',
  },
  editor: {
    name: 'Editor',
    may: 'can read everything, record answers, change details and import the register',
  },
  reader: {
    name: 'Reader',
    may: 'can read everything in the book, and change nothing',
  },
};
