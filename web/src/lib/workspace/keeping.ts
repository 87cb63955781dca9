/**
 * What keepers do to the team. The relay's order decides, so each act needs a connection, and takes
 * effect when the log shows it; what the act was refused for is named.
 */
import type { Role, Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { applyStatement, type AccessRefusal } from '@wardbook/shared/access/access';
import { admitWaiting, removeDevice, signAct, type Keeper } from '@wardbook/shared/sealing/keep';
import type { Replica } from '../sync/replica.ts';

export type KeepingResult =
  | { readonly type: 'done' }
  | { readonly type: 'no-connection' }
  | { readonly type: 'no-answer' }
  | { readonly type: 'refused'; readonly reason: AccessRefusal };

export type KeepingAct =
  | { readonly type: 'admit'; readonly device: DeviceId }
  | { readonly type: 'decline'; readonly device: DeviceId }
  /** `until` in ms since 1970, 0 for no end. */
  | {
      readonly type: 'change';
      readonly device: DeviceId;
      readonly role: Role;
      readonly until: number;
    }
  | { readonly type: 'remove'; readonly device: DeviceId }
  | { readonly type: 'withdraw'; readonly invite: InviteId };

export async function keep(replica: Replica, act: KeepingAct): Promise<KeepingResult> {
  if (replica.status.connection !== 'live') return { type: 'no-connection' };
  const { access, keys, device } = replica.membership;
  if (act.type === 'admit' && !access?.waiting.has(act.device))
    return { type: 'refused', reason: 'not-waiting' };
  const keeper: Keeper = { access: access!, keys, device, now: systemClock, random: systemRandom };
  const statement = await statementOf(keeper, act);
  // Judged here first, for the reason; the relay judges again by the same rules.
  const judged = applyStatement(access, statement);
  if (judged.type === 'refused') return { type: 'refused', reason: judged.reason };
  return (await replica.propose(statement)) ? { type: 'done' } : { type: 'no-answer' };
}

function statementOf(keeper: Keeper, act: KeepingAct): Promise<Statement> {
  switch (act.type) {
    case 'admit':
      return admitWaiting(keeper, act.device);
    case 'remove':
      return removeDevice(keeper, act.device);
    case 'decline':
    case 'change':
    case 'withdraw':
      return signAct(keeper, act);
  }
}
