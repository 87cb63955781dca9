/** Under which names sealed copies lie in a book's database: what is listed of them is in the name. */
import type { StoredCopy } from './storage.ts';

export const copyPrefix = 'copy ';
const form = /^copy (\d{1,15}) (\d{1,15})$/;

export function copyKey({ at, bytes }: StoredCopy): string {
  return `${copyPrefix}${at} ${bytes}`;
}

export function parseCopyKey(key: unknown): StoredCopy | undefined {
  const [, at, bytes] = (typeof key === 'string' && form.exec(key)) || [];
  return at && bytes ? { at: Number(at), bytes: Number(bytes) } : undefined;
}
