/** Statements of earlier versions, which are read for ever and written no more. */
import { expect, test } from 'vitest';
import { concat, fromBase64Url, type Bytes } from '../base/bytes.ts';
import { systemRandom } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { inviteKeysFromSecret } from '../sealing/invite-keys.ts';
import { createDeviceKeys } from '../sealing/keys.ts';
import { signedAs } from '../testing/signed-as.ts';
import { auditBody, bookNumbered, createBody, deviceNumbered } from '../testing/statements.ts';
import {
  joinProofMessage,
  readStatement,
  signStatement,
  type Join,
  type StatementBody,
} from './statement.ts';

const author = await createDeviceKeys();
const invite = await inviteKeysFromSecret(systemRandom(32));
const book = bookNumbered(1);

const signed = (body: StatementBody) =>
  signStatement(author.signing.privateKey, author.id, book, 5, body);

async function waitingJoin(): Promise<Join> {
  const { id, wrapPublic } = author;
  const message = joinProofMessage(book, id, wrapPublic);
  const proof = await sign(invite.signingKey, 'wardbook join by invite 1', message);
  const [commitment, label] = [systemRandom(32), systemRandom(80)];
  return { type: 'join', invite: invite.id, wrapPublic, wrap: undefined, commitment, label, proof };
}

/** Made by the last app that wrote in version 3. */
const bookCreatedInVersion3 = 'mCTyE8RHk_5eZzgNlmXDslAfqLhzNY66n64oadksCc0';
const createdInVersion3 =
  'AwEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAUw2a01A317naAtkrzD8r3QuPT9yJL3x6Bs-2DVe03DWDOt4oh4jUjv6A5MdWaDxMFBBFu_-7WE2nLDomgl7b9VFy2Y1bf_4GG10RUTWlkeAphUGedmitYp0NznZpCQ4fhWr7ILsHSW_SwvVRdC4hcEPPQAcQQKRofHwX5jI4DdmLAWeolMnLr2fch6wwF4szXZp8DFahM7Jf4EkWJNVk_RLJ6otcZft85qLNNduWXL0UgXffuL7FH6qop4H6C8XiVDxZsvXFFhn88vCDSmIPu0E-fy_0ZHH7Afp0Qw-EX9oq2l-tT9XQBdWyfdPxz9jfwA1wKSKHaHRi17cKAo2ia-0vNIViUtZPnqNzAdbAd9CZ39LztqSUS7qvCAztzKWsrfR9nu_iEr-CkffRdHUOsptPgwF5RxX2HbVVljVa8FNReCJRC7kKJ99hvk9FvjKrJx3xrT_kDvRSyYJmRxTjXNs7ynz91cMIOaq5TIdDUU909OglFBYrpkT_7TIwY-Za1X4QA';

const signedAs2 = async (body: StatementBody, change?: (unsigned: Bytes) => Bytes) =>
  signedAs(2, author.signing.privateKey, await signed(body), change);
const signedAs3 = async (body: StatementBody) =>
  signedAs(3, author.signing.privateKey, await signed(body));

test('[ACC12] a statement of version 2 is read by the form of then', async () => {
  const join = await waitingJoin();
  // Version, type, book, date, author, invite, the key with its length, and that no wrap follows.
  const before = 1 + 1 + 32 + 1 + 32 + 32 + 1 + author.wrapPublic.length + 1;
  const unbound = (unsigned: Bytes) =>
    concat(unsigned.subarray(0, before), unsigned.subarray(before + 32));
  const read = await signedAs2(join, unbound);
  expect(read).toMatchObject({ version: 2, book, author: author.id, issuedAt: 5 });
  expect(read!.body).toEqual({ ...join, commitment: undefined });
  expect(await signedAs2(join)).toBeUndefined();
  const same = await signedAs2(auditBody());
  expect(same).toMatchObject({ version: 2, body: auditBody() });
  const [one, other] = [systemRandom(32), systemRandom(32)];
  const answer = { type: 'answer', device: deviceNumbered(4), join: one, nonce: other } as const;
  const opening = { type: 'open', answer: one, nonce: other } as const;
  for (const body of [answer, opening]) expect(await signedAs2(body)).toBeUndefined();
});

test('[ACC12] a statement of version 3 is read as it was, and knows no schema', async () => {
  for (const body of [await waitingJoin(), auditBody(), createBody()])
    expect(await signedAs3(body)).toMatchObject({ version: 3, issuedAt: 5, body });
  expect(await signedAs3({ type: 'schema', schema: 2 })).toBeUndefined();
});

test('[ACC12] a statement that version 3 signed is read for ever, byte for byte', async () => {
  const bytes = fromBase64Url(createdInVersion3)!;
  const statement = (await readStatement(bytes))!;
  expect([statement.version, statement.body.type, statement.bytes]).toEqual([3, 'create', bytes]);
  expect(statement.book).toBe(bookCreatedInVersion3);
});
