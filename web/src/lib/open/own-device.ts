/**
 * Adding another device of one's own: an invite that any member may make, for themselves, once and
 * for a quarter of an hour. Whoever comes by it waits for a keeper all the same.
 */
import { applyStatement } from '@wardbook/shared/access/access';
import { assert } from '@wardbook/shared/base/assert';
import type { InviteId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { issueOwnInvite } from '@wardbook/shared/sealing/found';
import { writeInviteLink } from '../sync/files/invite-link.ts';
import type { Replica } from '../sync/replica.ts';
import type { KeeperActResult } from './keeper-act.ts';

const ownInviteLastsMs = 15 * 60 * 1000;

export interface OwnInvite {
  readonly type: 'made';
  /** With the secret: shown and kept nowhere. */
  readonly link: string;
  readonly invite: InviteId;
  /** ms since 1970. */
  readonly expires: number;
}

export type OwnInviteResult = OwnInvite | Exclude<KeeperActResult, { type: 'done' }>;

/** The link works once this has resolved: the relay has the invite. */
export async function inviteOwnDevice(replica: Replica): Promise<OwnInviteResult> {
  if (!replica.mayDecide) return { type: 'no-connection' };
  const { access, device } = replica.membership;
  if (!access?.members.has(device.id)) return { type: 'refused', reason: 'not-a-member' };
  const made = await issueOwnInvite(
    access,
    device,
    ownInviteLastsMs,
    replica.relayNow,
    systemRandom,
  );
  const { statement, secret } = made;
  const judged = applyStatement(access, statement);
  if (judged.type === 'refused') return { type: 'refused', reason: judged.reason };
  if (!(await replica.propose(statement))) return { type: 'no-answer' };
  assert(statement.body.type === 'invite', 'an invite was made');
  const { invite, expires } = statement.body;
  const link = writeInviteLink(location.origin, replica.book, secret, 'own');
  return { type: 'made', link, invite, expires };
}
