/**
 * What devices do by themselves so that two people have a code to compare
 * (shared/access/comparison). A device that is to wait stores a number and is bound to it by its
 * join; a keeper's device answers with a number of its own; the one that waits then opens its
 * number. The two need never be there together.
 *
 * Invariant: for one join a device gives one number, and it opens to one answer, whatever it is
 * shown and in however many windows. So nobody can ask again until something suits them.
 */
import { roleAt } from '@wardbook/shared/access/state';
import type { Statement } from '@wardbook/shared/access/statement';
import { equal, toBase64Url, type Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { comparisonNonceBytes } from '@wardbook/shared/access/statement-body';
import { openJoin } from '@wardbook/shared/sealing/found';
import { answerWaiting } from '@wardbook/shared/sealing/keeper-acts';
import type { CommonSession } from '../book-session.ts';

type Comparer = Pick<CommonSession, 'membership' | 'relayClock' | 'random' | 'storage'>;

/** The name under which a device stores the number that it is bound to. */
export const nonceName = (device: DeviceId) => `nonce ${device}`;

/** The number that this device is bound to when it joins; undefined when it cannot be stored. */
export function ownNonce({ membership, random, storage }: Comparer): Promise<Bytes | undefined> {
  return storage.storeOnce(nonceName(membership.device.id), random(comparisonNonceBytes));
}

/**
 * The statement by which this device opens what its join was bound to: the one it has made before,
 * or a new one that names the answer the book has. Undefined while there is nothing to open.
 */
export async function ownOpening(comparer: Comparer): Promise<Statement | undefined> {
  const { membership, relayClock, storage } = comparer;
  const { access, device } = membership;
  const answer = access?.waiting.get(device.id)?.comparing?.answer;
  if (!access || !answer) return undefined;
  const made = access.statements.find(
    ({ author, body }) => body.type === 'open' && author === device.id,
  );
  if (made) return made;
  const nonce = await ownNonce(comparer);
  if (!nonce) return undefined;
  const heard = await storage.storeOnce(`opened ${device.id}`, answer.hash);
  if (!heard || !equal(heard, answer.hash)) return undefined;
  return openJoin(access, device, nonce, relayClock.now);
}

/** Answers those who wait, where this device is a keeper's. */
export class Answerer {
  readonly #comparer: Comparer;
  /** By the hash of the join. */
  readonly #answers = new Map<string, Promise<Statement | undefined>>();

  constructor(comparer: Comparer) {
    this.#comparer = comparer;
  }

  /** An answer to each join that has none, the same each time it is asked for. */
  async answers(): Promise<readonly Statement[]> {
    const { membership, relayClock } = this.#comparer;
    const { access, device } = membership;
    if (!access || access.waiting.size === 0) return [];
    if (roleAt(access, device.id, relayClock.now()) !== 'keeper') return [];
    const unanswered = [...access.waiting.values()].flatMap(({ device: comer, comparing }) =>
      comparing && !comparing.answer ? [{ comer, join: comparing.join }] : [],
    );
    const all = await Promise.all(unanswered.map(({ comer, join }) => this.#answer(comer, join)));
    return all.filter((answer) => answer !== undefined);
  }

  #answer(comer: DeviceId, join: Bytes): Promise<Statement | undefined> {
    const name = toBase64Url(join);
    const answer = this.#answers.get(name) ?? this.#make(comer, name);
    this.#answers.set(name, answer);
    // What could not be kept is tried again.
    void answer.then((made) => made ?? this.#answers.delete(name));
    return answer;
  }

  async #make(comer: DeviceId, join: string): Promise<Statement | undefined> {
    const { membership, relayClock, random, storage } = this.#comparer;
    const { access, device } = membership;
    const fresh = random(comparisonNonceBytes);
    const stored = await storage.storeOnce(`answer ${join}`, fresh);
    // A window whose storage fails can still hand its book on. It answers alike until it is closed, and
    // to be asked again after that somebody would have to open it anew each time.
    const nonce = stored ?? (storage.state.type === 'failing' ? fresh : undefined);
    if (!nonce || !access) return undefined;
    return answerWaiting({ access, device, now: relayClock.now, random }, comer, nonce);
  }
}
