/** Puts on record, signed, what somebody took out of the book or into it: the access log shows it. */
import type { AuditedAct } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import type { Replica } from '../sync/replica.ts';

/** Works without a connection. False when the book took no more: their number is bounded. */
export async function auditAct(
  replica: Replica,
  what: AuditedAct,
  of?: DeviceId,
): Promise<boolean> {
  const { access, keys, device } = replica.membership;
  if (!access) return false;
  const signer = { access, keys, device, now: replica.relayNow, random: systemRandom };
  return replica.addStatement(await signAct(signer, { type: 'audit', what, of }));
}
