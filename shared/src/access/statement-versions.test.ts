/** Statements of earlier versions, which are read for ever and written no more. */
import { expect, test } from 'vitest';
import { concat, type Bytes } from '../base/bytes.ts';
import { systemRandom } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { inviteKeysFromSecret } from '../sealing/invite-keys.ts';
import { createDeviceKeys } from '../sealing/keys.ts';
import { bookNumbered, deviceNumbered, auditBody } from '../testing/statements.ts';
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

/** As version 2 wrote and signed it. */
async function signedAs2(body: StatementBody, change = (unsigned: Bytes) => unsigned) {
  const unsigned = change((await signed(body)).bytes.slice(0, -64)).with(0, 2);
  const { privateKey } = author.signing;
  return readStatement(concat(unsigned, await sign(privateKey, 'wardbook statement 2', unsigned)));
}

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
