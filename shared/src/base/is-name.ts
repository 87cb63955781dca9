import { bounds } from './bounds.ts';
import { isPlainName } from './plain-name.ts';

/** Says something, fits and can be seen: 1 to 200 characters that are not all blank. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= bounds.nameMax && isPlainName(text);
}
