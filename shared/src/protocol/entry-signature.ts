/**
 * Whether an entry was sealed by whom its heading names. Here and not in `sealing`, because a relay,
 * which must not be able to open anything, checks it for what is put back.
 */
import { idToBytes, type BookId } from '../base/ids.ts';
import { verify } from '../base/signature.ts';
import type { SealedParts } from './entry.ts';

const signedAs = { 1: 'wardbook entry 1', 2: 'wardbook entry 2' } as const;

export function isSignedByAuthor(book: BookId, sealed: SealedParts): Promise<boolean> {
  const { version, heading, headingBytes, ciphertext, signature } = sealed;
  const author = idToBytes(heading.author);
  return verify(author, signature, signedAs[version], idToBytes(book), headingBytes, ciphertext);
}
