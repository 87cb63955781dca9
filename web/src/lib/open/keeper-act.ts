/**
 * What keepers do to the team. The relay's order decides, so each act needs a connection, and takes
 * effect when the log shows it; what the act was refused for is named.
 */
import type { Role, Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { applyStatement } from '@wardbook/shared/access/access';
import type { Access, AccessRefusal } from '@wardbook/shared/access/state';
import { revokedMax } from '@wardbook/shared/access/statement-body';
import {
  admitWaiting,
  removeDevices,
  signAct,
  type Signer,
} from '@wardbook/shared/sealing/keeper-acts';
import { adoptRecoverySheet, type RecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import type { Replica } from '../sync/replica.ts';
import { mayNameRelays } from '../sync/replica-status.ts';

export type KeeperActResult =
  | { readonly type: 'done' }
  | { readonly type: 'no-connection' }
  | { readonly type: 'no-answer' }
  | { readonly type: 'refused'; readonly reason: AccessRefusal };

export type KeeperAct =
  | { readonly type: 'admit'; readonly device: DeviceId }
  | { readonly type: 'decline'; readonly device: DeviceId }
  /** All devices of one person alike. `until` in ms since 1970, 0 for no end. */
  | {
      readonly type: 'change';
      readonly devices: readonly DeviceId[];
      readonly role: Role;
      readonly until: number;
    }
  /** One or several devices of one person, at once. */
  | { readonly type: 'remove'; readonly devices: readonly DeviceId[] }
  | { readonly type: 'withdraw'; readonly invite: InviteId }
  /** Makes a recovery sheet good. */
  | { readonly type: 'recovery-sheet'; readonly recoverySheet: RecoverySheet }
  /** The book's relays from now on: ws(s) addresses, the one that decides first. */
  | { readonly type: 'relays'; readonly urls: readonly string[] };

export async function actAsKeeper(replica: Replica, act: KeeperAct): Promise<KeeperActResult> {
  const isReached = act.type === 'relays' ? mayNameRelays(replica.status) : replica.mayDecide;
  if (!isReached) return { type: 'no-connection' };
  const { access, keys, device } = replica.membership;
  if (act.type === 'admit' && !access?.waiting.has(act.device))
    return { type: 'refused', reason: 'not-waiting' };
  const before: Signer = {
    access: access!,
    keys,
    device,
    now: replica.relayNow,
    random: systemRandom,
  };
  // Judged here first, all of them, for the reason and so that nothing is done by halves; the relay
  // judges again by the same rules.
  let keeper = before;
  const statements: Statement[] = [];
  for (const make of steps(act, before)) {
    const statement = await make(keeper);
    const judged = applyStatement(keeper.access, statement);
    if (judged.type === 'refused') return { type: 'refused', reason: judged.reason };
    keeper = { ...keeper, access: judged.access };
    statements.push(statement);
  }
  for (const statement of statements)
    if (!(await replica.propose(statement))) return { type: 'no-answer' };
  return { type: 'done' };
}

type Step = (keeper: Signer) => Promise<Statement>;

/** One statement each, usually one only. */
function steps(act: KeeperAct, { access, device }: Signer): Step[] {
  switch (act.type) {
    case 'admit':
      return [(keeper) => admitWaiting(keeper, act.device)];
    case 'recovery-sheet':
      return [(keeper) => adoptRecoverySheet(keeper, act.recoverySheet)];
    case 'remove':
      return chunks(act.devices, revokedMax).map((some) => (keeper) => removeDevices(keeper, some));
    case 'change':
      return changed(act, access, device.id).map(
        (each) => (keeper) =>
          signAct(keeper, { type: 'change', device: each, role: act.role, until: act.until }),
      );
    case 'relays':
      return [(keeper) => signAct(keeper, { ...act, revision: keeper.access.relaysRevision + 1 })];
    case 'decline':
    case 'withdraw':
      return [(keeper) => signAct(keeper, act)];
  }
}

/**
 * The devices for which there is something to change. The keeper's own comes last: it may be about to
 * lose the right to change the others.
 */
function changed(
  { devices, role, until }: KeeperAct & { type: 'change' },
  access: Access,
  own: DeviceId,
): DeviceId[] {
  const others = devices.filter((device) => device !== own);
  const ordered = devices.includes(own) ? [...others, own] : others;
  return ordered.filter((device) => {
    const member = access.members.get(device);
    return member?.role !== role || member.until !== until;
  });
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size));
}
