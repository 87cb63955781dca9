/**
 * What keepers do to a book's membership, as signed statements: letting in, turning away, changing,
 * removing, withdrawing. Whether the book takes a statement is for `access` to say.
 */
import { goingWith, recipientsWithout } from '../access/closing-doors.ts';
import type { Access } from '../access/state.ts';
import { olderMax } from '../access/statement-body.ts';
import {
  replaceProofMessage,
  signStatement,
  statementVersion,
  type OlderWraps,
  type Role,
  type Statement,
  type StatementBody,
  type Wrap,
} from '../access/statement.ts';
import { assert } from '../base/assert.ts';
import type { Bytes } from '../base/bytes.ts';
import { idToBytes, type DeviceId } from '../base/ids.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { bookKeyBytes, type BookKeys } from './book-keys.ts';
import type { DeviceKeys } from './keys.ts';
import { openLabelAsKeeper, sealLabel } from './label.ts';
import { wrapKey } from './wrap.ts';

/** Whoever signs: a keeper or, for what members may say of themselves, any member. */
export interface Signer {
  readonly access: Access;
  readonly keys: BookKeys;
  readonly device: DeviceKeys;
  readonly now: Clock;
  readonly random: RandomBytes;
}

/** Statements that carry no key: withdraw, decline, change, relays, audit. */
export function signAct(signer: Omit<Signer, 'keys'>, body: StatementBody): Promise<Statement> {
  const { access, device, now } = signer;
  return signStatement(device.signing.privateKey, device.id, access.book, now(), body);
}

/** Lets in somebody who waits: gives them the book's key, and the team their name. */
export async function admitWaiting(signer: Signer, comer: DeviceId): Promise<Statement> {
  const { access, keys, device, random } = signer;
  const waiting = access.waiting.get(comer);
  const key = keys.get(access.epoch);
  assert(waiting && key, 'whoever is admitted waits, and whoever admits has opened the book');
  const { epoch, nonce } = access;
  const name = (await openLabelAsKeeper(access, device, comer, waiting.label)) ?? '';
  return signAct(signer, {
    type: 'admit',
    device: comer,
    wrap: { epoch, sealed: await wrapKey(waiting.wrapPublic, key.raw, nonce, epoch) },
    label: await sealLabel(key, comer, name, random),
  });
}

/**
 * The answer to the join of somebody who waits, with `nonce` (32 bytes) for the code to compare.
 * The nonce must be the same each time for the same join; else whoever runs the relay could ask
 * again until an answer suits them.
 */
export function answerWaiting(
  signer: Omit<Signer, 'keys'>,
  comer: DeviceId,
  nonce: Bytes,
): Promise<Statement> {
  const comparing = signer.access.waiting.get(comer)?.comparing;
  assert(comparing, 'whoever is answered waits, and is bound to something');
  return signAct(signer, { type: 'answer', device: comer, join: comparing.join, nonce });
}

/** Removes devices: a new key, for everybody else. What follows is sealed with it. */
export async function removeDevices(
  signer: Signer,
  removed: readonly DeviceId[],
): Promise<Statement> {
  const { access, random } = signer;
  const epoch = access.epoch + 1;
  const raw = random(bookKeyBytes);
  const going = goingWith(access, removed, statementVersion);
  const recipients = recipientsWithout(access, going, statementVersion);
  const wraps = await Promise.all(
    recipients.map(async ({ id, wrapPublic }) => ({
      recipient: idToBytes(id),
      sealed: await wrapKey(wrapPublic, raw, access.nonce, epoch),
    })),
  );
  return signAct(signer, { type: 'revoke', devices: removed, epoch, wraps });
}

/** Lets in a device whose keys are known, with no end: a recovery sheet's way back into the book. */
export async function letIn(
  signer: Signer,
  comer: DeviceKeys,
  role: Role,
  name: string,
): Promise<Statement> {
  const { access, keys, random } = signer;
  const key = keys.get(access.epoch);
  assert(key, 'whoever lets in has opened the book');
  return signAct(signer, {
    type: 'grant',
    device: comer.id,
    wrapPublic: comer.wrapPublic,
    role,
    until: 0,
    ...(await wrapAll(access, keys, comer.wrapPublic)),
    label: await sealLabel(key, comer.id, name, random),
  });
}

/** A member's device gives its place to new keys of its own. `name` is what it is called. */
export async function replaceKeys(
  signer: Signer,
  next: DeviceKeys,
  name: string,
): Promise<Statement> {
  const { access, keys, device, random } = signer;
  const key = keys.get(access.epoch);
  assert(key, 'whoever takes new keys has opened the book');
  const { book } = access;
  const proof = await sign(
    next.signing.privateKey,
    'wardbook replace 1',
    replaceProofMessage(book, device.id, next.id, next.wrapPublic),
  );
  return signAct(signer, {
    type: 'replace',
    device: next.id,
    wrapPublic: next.wrapPublic,
    ...(await wrapAll(access, keys, next.wrapPublic)),
    label: await sealLabel(key, next.id, name, random),
    proof,
  });
}

/** All keys that the signer has, wrapped for a device that is to read all that the signer can. */
export async function wrapAll(
  { nonce, epoch }: Access,
  keys: BookKeys,
  recipient: Uint8Array,
): Promise<{ readonly wrap: Wrap; readonly older: OlderWraps }> {
  const known = [...keys.values()].sort((a, b) => a.epoch - b.epoch);
  const wraps = await Promise.all(
    known.slice(-olderMax - 1).map(async (key) => ({
      epoch: key.epoch,
      sealed: await wrapKey(recipient, key.raw, nonce, key.epoch),
    })),
  );
  const wrap = wraps.pop();
  assert(wrap?.epoch === epoch, 'whoever gives the keys has opened the book');
  return { wrap, older: wraps };
}
