/**
 * What comes into the document by another way than a log: from another window, in a file, or from this
 * device's storage where an app of before has stored it.
 */
import type { Access } from '@wardbook/shared/access/state';
import * as Y from 'yjs';
import type { CommonSession } from './book-session.ts';
import { LogGround } from './gate/ground.ts';
import { judge } from './gate/judge.ts';
import { contentsOfUpdate } from './update/contents.ts';
import { Gate } from './gate/gate.ts';
import { RelayClock } from './link/relay-clock.ts';
import { Membership } from './log/membership.ts';
import type { ReplicaOptions } from './replica-options.ts';
import type { MayLoad } from './storage/storage.ts';
import { systemClock } from '@wardbook/shared/base/ports';

/** False where the gate does not let it in. */
export function takeIn(session: CommonSession, update: Uint8Array, origin: unknown): boolean {
  const { doc, membership } = session;
  if (!mayTakeIn(session, update, membership.access)) return false;
  try {
    Y.applyUpdate(doc, update, origin);
    return true;
  } catch {
    return false;
  }
}

/** What it is judged by. */
export type Beside = Pick<CommonSession, 'doc' | 'contents' | 'gate' | 'membership' | 'relayClock'>;

/**
 * It may hold what anybody has written who is in the book by `access`, and stands on what the document
 * holds.
 */
export function mayTakeIn(
  { doc, contents, gate, membership, relayClock }: Beside,
  update: Uint8Array,
  access: Access | undefined,
): boolean {
  const arrival = { kind: 'snapshot', author: membership.device.id, at: relayClock.now() } as const;
  if (!access) return false;
  const terms = gate.termsFor(arrival, access);
  if (!terms) return contentsOfUpdate(update) !== undefined;
  // Its times are judged once it goes into a log.
  const ground = new LogGround(doc, contents.inserted);
  return judge(update, { ...terms, latestAt: Infinity }, ground).type === 'passed';
}

/** What an app of before has stored may hold what anybody has written who is in the book. */
export async function judgeStored(
  { book, device, policy, now = systemClock }: ReplicaOptions,
  statements: readonly Uint8Array[],
): Promise<MayLoad> {
  const membership = new Membership(book, device);
  await membership.load([...statements]);
  const beside = { membership, gate: new Gate(book, policy), relayClock: new RelayClock(now) };
  return (update, doc, contents) =>
    mayTakeIn({ ...beside, doc, contents }, update, membership.access);
}
