/** Statements as apps of before signed them, which is done no more but in tests. */
import { readStatement, type Statement } from '../access/statement.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { sign } from '../base/signature.ts';

/**
 * As it would have been signed in that version. `change` gives its bytes the form of then, where it was
 * another. Undefined where that version could not read it.
 */
export async function signedAs(
  version: 2 | 3,
  signingKey: CryptoKey,
  { bytes }: Statement,
  change = (unsigned: Bytes) => unsigned,
): Promise<Statement | undefined> {
  const unsigned = change(bytes.slice(0, -64)).with(0, version);
  const signature = await sign(signingKey, `wardbook statement ${version}`, unsigned);
  return readStatement(concat(unsigned, signature));
}
