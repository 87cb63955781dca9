import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, type Bytes } from '../base/bytes.ts';
import type { BookId, DeviceId } from '../base/ids.ts';
import { systemRandom } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { inviteKeysFromSecret } from '../sealing/invite-keys.ts';
import { createDeviceKeys, type DeviceKeys } from '../sealing/keys.ts';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import {
  admitBody,
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  inviteNumbered,
  auditBody,
  relayUrl,
  replaceBody,
  recoverySheetBody,
  wrapFor,
  wrapNamed,
} from '../testing/statements.ts';
import { bodyField, labelBytesMax, olderMax, schemaMax, statementTypes } from './statement-body.ts';
import {
  joinProofMessage,
  readStatement,
  replaceProofMessage,
  signStatement,
  statementBytesMax,
  statementVersion,
  type Join,
  type StatementBody,
} from './statement.ts';

const [author, other] = await Promise.all([createDeviceKeys(), createDeviceKeys()]);
const invite = await inviteKeysFromSecret(systemRandom(32));
const book = bookNumbered(1);

const signed = (body: StatementBody, issuedAt = 5) =>
  signStatement(
    author.signing.privateKey,
    author.id,
    body.type === 'create' ? undefined : book,
    issuedAt,
    body,
  );

async function joinOf(label: Bytes = systemRandom(80), provenBook: BookId = book): Promise<Join> {
  const message = joinProofMessage(provenBook, author.id, author.wrapPublic);
  const proof = await sign(invite.signingKey, 'wardbook join by invite 1', message);
  const wrap = { epoch: 0, sealed: systemRandom(80) };
  const { wrapPublic } = author;
  const commitment = undefined;
  return { type: 'join', invite: invite.id, wrapPublic, wrap, commitment, label, proof };
}

/** As one joins who will wait. */
async function waitingJoinOf(): Promise<Join> {
  return { ...(await joinOf()), wrap: undefined, commitment: systemRandom(32) };
}

const answer: StatementBody = {
  type: 'answer',
  device: deviceNumbered(4),
  join: systemRandom(32),
  nonce: systemRandom(32),
};
const opening: StatementBody = {
  type: 'open',
  answer: systemRandom(32),
  nonce: systemRandom(32),
};

const removal: StatementBody = {
  type: 'revoke',
  devices: [deviceNumbered(4)],
  epoch: 1,
  wraps: [wrapNamed(deviceNumbered(1), 1), wrapNamed(inviteNumbered(1), 1)],
};

/** Without those that somebody else must have signed too. */
const anyBody: fc.Arbitrary<StatementBody> = fc
  .constantFrom(...statementTypes.filter((type) => type !== 'join' && type !== 'replace'))
  .chain((type) =>
    arbitraryOf<object>(bodyField(statementVersion, type)).map(
      (body) => ({ type, ...body }) as StatementBody,
    ),
  );

test('[ACC12] a statement is read as it was signed', async () => {
  await fc.assert(
    fc.asyncProperty(anyBody, fc.maxSafeNat(), async (given, issuedAt) => {
      const statement = await signed(given, issuedAt);
      expect(statement.bytes.length).toBeLessThan(statementBytesMax);
      expect(await readStatement(statement.bytes)).toEqual(statement);
    }),
  );
  for (const body of [await joinOf(), await waitingJoinOf(), await replaceOf()]) {
    const proven = await signed(body);
    expect(await readStatement(proven.bytes)).toEqual(proven);
  }
});

test('[ACC12] a book is named by its whole create statement, signature included', async () => {
  const nonce = systemRandom(16);
  const create = { ...createBody(), nonce };
  const [one, two] = [await signed(create, 5), await signed(create, 6)];
  expect(one.book).not.toBe(two.book);
  expect((await readStatement(one.bytes))!.book).toBe(one.book);
});

async function replaceOf(parts: Partial<{ book: BookId; old: DeviceId; by: DeviceKeys }> = {}) {
  const { book: provenBook = book, old = author.id, by = other } = parts;
  const message = replaceProofMessage(provenBook, old, other.id, other.wrapPublic);
  const proof = await sign(by.signing.privateKey, 'wardbook replace 1', message);
  return { ...replaceBody(other.id), wrapPublic: other.wrapPublic, proof };
}

test.each<StatementBody>([
  createBody(),
  grantBody(deviceNumbered(4), 'reader'),
  inviteBody(4, 'reader', { expires: 9 }),
  inviteBody(4, 'reader', { expires: 9, approval: true }),
  await joinOf(),
  await waitingJoinOf(),
  { type: 'withdraw', invite: inviteNumbered(4) },
  admitBody(deviceNumbered(4)),
  { type: 'decline', device: deviceNumbered(4) },
  { type: 'change', device: deviceNumbered(4), role: 'editor', until: 7 },
  removal,
  answer,
  opening,
  inviteBody(4, 'reader', { expires: 9, own: true }),
  { ...removal, devices: [deviceNumbered(4), deviceNumbered(5)] },
  await replaceOf(),
  { ...(await replaceOf()), older: [wrapFor(0), wrapFor(1)] },
  recoverySheetBody(deviceNumbered(4)),
  { type: 'relays', revision: 1, urls: [relayUrl(1), relayUrl(2)] },
  auditBody(),
  auditBody('work-taken-in', deviceNumbered(4)),
  { type: 'schema', schema: 2 },
])('[ACC13] any one flipped bit, and any other length, is refused: $type', async (body) => {
  const { bytes } = await signed(body);
  for (let length = 0; length < bytes.length; length++)
    if (await readStatement(bytes.subarray(0, length))) expect.unreachable(`${length} bytes`);
  expect(await readStatement(concat(bytes, Uint8Array.of(0)))).toBeUndefined();
  const taken: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    if (await readStatement(changed)) taken.push(bit);
  }
  expect(taken).toEqual([]);
});

test('[ACC13] cut short, made longer, random or too long: refused', async () => {
  const { bytes } = await signed(createBody());
  for (let length = 0; length < bytes.length; length++)
    expect(await readStatement(bytes.subarray(0, length))).toBeUndefined();
  expect(await readStatement(concat(bytes, Uint8Array.of(0)))).toBeUndefined();
  expect(await readStatement(new Uint8Array(statementBytesMax + 1))).toBeUndefined();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (random) => {
      expect(await readStatement(random)).toBeUndefined();
    }),
  );
});

test('[ACC13] properly signed but not well formed: refused', async () => {
  const { bytes } = await signed(createBody());
  const unsigned = bytes.subarray(0, -64);
  const resigned = async (changed: Uint8Array) => {
    const { privateKey } = author.signing;
    return readStatement(concat(changed, await sign(privateKey, 'wardbook statement 4', changed)));
  };
  expect(await resigned(unsigned)).toBeDefined();
  expect(await resigned(concat(unsigned, Uint8Array.of(0)))).toBeUndefined();
  for (const [position, value] of [
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 5],
    [1, 0],
    [1, 14],
    [1, 15],
    [1, 16],
    [1, 17],
    [1, 255],
  ] as const)
    expect(await resigned(unsigned.with(position, value))).toBeUndefined();
  // Neither with a key nor without: the mark is the last byte of an invite that holds none.
  const invited = await signed(inviteBody(4, 'reader', { expires: 9, approval: true }));
  const keyless = invited.bytes.subarray(0, -64);
  expect(await resigned(keyless)).toBeDefined();
  expect(await resigned(keyless.with(keyless.length - 1, 2))).toBeUndefined();
  // Nor with a mark that is neither for one's own device nor not: it is the byte before.
  expect(await resigned(keyless.with(keyless.length - 2, 2))).toBeUndefined();
  const audited = (await signed(auditBody())).bytes.subarray(0, -64);
  for (const [position, value] of [
    [audited.length - 2, 5],
    [audited.length - 1, 2],
  ] as const)
    expect(await resigned(audited.with(position, value))).toBeUndefined();
  const many = Array.from({ length: 33 }, (_, i) => deviceNumbered(i));
  const removedAll = await signed({ ...removal, devices: many.slice(1) });
  expect(await readStatement(removedAll.bytes)).toEqual(removedAll);
  expect(await readStatement((await signed({ ...removal, devices: many })).bytes)).toBeUndefined();
  const ages = Array.from({ length: olderMax + 1 }, (_, epoch) => wrapFor(epoch));
  const old = { ...grantBody(deviceNumbered(4), 'reader'), older: ages.slice(1) };
  expect(await readStatement((await signed(old)).bytes)).toBeDefined();
  expect(await readStatement((await signed({ ...old, older: ages })).bytes)).toBeUndefined();
  const crowd = Array.from({ length: 2_001 }, (_, i) => wrapNamed(deviceNumbered(i), 1));
  const whole = await signed({ ...removal, wraps: crowd.slice(1) });
  expect(whole.bytes.length).toBeLessThan(statementBytesMax);
  expect(await readStatement(whole.bytes)).toEqual(whole);
  expect(await readStatement((await signed({ ...removal, wraps: crowd })).bytes)).toBeUndefined();
  const highest = await signed({ type: 'schema', schema: schemaMax });
  expect(await readStatement(highest.bytes)).toEqual(highest);
  const beyond = await signed({ type: 'schema', schema: schemaMax + 1 });
  expect(await readStatement(beyond.bytes)).toBeUndefined();
  const long = { ...createBody(), label: new Uint8Array(labelBytesMax + 1) };
  expect(await readStatement((await signed(long)).bytes)).toBeUndefined();
});

test('[ACC14] a join needs the proof of its own invite, for its book, device and wrapping key', async () => {
  const join = await joinOf();
  expect(await readStatement((await signed(join)).bytes)).toBeDefined();
  const stranger = await inviteKeysFromSecret(systemRandom(32));
  const message = joinProofMessage(book, author.id, author.wrapPublic);
  const forged = await sign(stranger.signingKey, 'wardbook join by invite 1', message);
  const elsewhere = await joinOf(join.label, bookNumbered(2));
  for (const changed of [
    { proof: forged },
    { proof: elsewhere.proof },
    { proof: new Uint8Array(64) },
    { invite: stranger.id },
    { wrapPublic: other.wrapPublic },
  ])
    expect(await readStatement((await signed({ ...join, ...changed })).bytes)).toBeUndefined();
});

test('[ACC14] a join that was overheard cannot be used by another device', async () => {
  const join = await joinOf();
  const { privateKey } = other.signing;
  const stolen = await signStatement(privateKey, other.id, book, 5, join);
  expect(await readStatement(stolen.bytes)).toBeUndefined();
});

test('[ACC13] nobody can sign in the name of another', async () => {
  const { privateKey } = other.signing;
  const raised = grantBody(other.id, 'keeper');
  const forged = await signStatement(privateKey, author.id, book, 5, raised);
  expect(await readStatement(forged.bytes)).toBeUndefined();
});

test('[ACC23] a replacing needs the new key’s proof, for its book, old, new and wrapping key', async () => {
  const body = await replaceOf();
  const asSigned = await signed(body);
  expect(await readStatement(asSigned.bytes)).toEqual(asSigned);
  const third = await createDeviceKeys();
  const joinProof = await sign(
    other.signing.privateKey,
    'wardbook join by invite 1',
    replaceProofMessage(book, author.id, other.id, other.wrapPublic),
  );
  for (const changed of [
    await replaceOf({ book: bookNumbered(2) }),
    await replaceOf({ old: third.id }),
    // Whoever gives up the place cannot give it to a key that knows nothing of it.
    await replaceOf({ by: author }),
    { ...body, device: third.id },
    { ...body, wrapPublic: third.wrapPublic },
    { ...body, proof: joinProof },
    { ...body, proof: new Uint8Array(64) },
  ])
    expect(await readStatement((await signed(changed)).bytes)).toBeUndefined();
  // Nor is it of use to anybody else who would like to be replaced by it.
  const stolen = await signStatement(third.signing.privateKey, third.id, book, 5, body);
  expect(await readStatement(stolen.bytes)).toBeUndefined();
});

test('[ACC26] relays travel in their one form, at most four', async () => {
  const relays = (urls: readonly string[]) => signed({ type: 'relays', revision: 1, urls });
  const four = [1, 2, 3, 4].map(relayUrl);
  const whole = await relays(four);
  expect(await readStatement(whole.bytes)).toEqual(whole);
  for (const urls of [
    [...four, relayUrl(5)],
    ['https://relay.example/'],
    ['WSS://relay.example/'],
    [`${relayUrl(1)}?`],
    ['\u{feff}wss://relay.example/'],
    [''],
  ])
    expect(await readStatement((await relays(urls)).bytes)).toBeUndefined();
});

test('[ACC28] a key that nothing can be wrapped for is read in no statement', async () => {
  const wrapPublic = new Uint8Array(32);
  const message = joinProofMessage(book, author.id, wrapPublic);
  const joinProof = await sign(invite.signingKey, 'wardbook join by invite 1', message);
  const replacing = replaceProofMessage(book, author.id, other.id, wrapPublic);
  const { signing } = other;
  for (const body of [
    { ...createBody(), wrapPublic },
    { ...grantBody(deviceNumbered(4), 'reader'), wrapPublic },
    { ...inviteBody(4, 'reader', { expires: 9 }), wrapPublic },
    { ...recoverySheetBody(deviceNumbered(4)), wrapPublic },
    { ...(await joinOf()), wrapPublic, proof: joinProof },
    {
      ...(await replaceOf()),
      wrapPublic,
      proof: await sign(signing.privateKey, 'wardbook replace 1', replacing),
    },
  ])
    expect(await readStatement((await signed(body)).bytes)).toBeUndefined();
});
