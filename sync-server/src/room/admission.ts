/** Whether a device is admitted to a book, waits to be, or is out of it, and why. */
import { isWaitOver, roleAt, type Access } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';

export type Admission =
  'member' | 'ended' | 'waiting' | 'wait-expired' | 'removed' | 'declined' | 'replaced' | 'unknown';

/** `now` is the relay's clock, ms since 1970: it decides when a membership, or a wait, has ended. */
export function admissionOf(access: Access, device: DeviceId, now: number): Admission {
  if (access.members.has(device)) return roleAt(access, device, now) ? 'member' : 'ended';
  const comer = access.waiting.get(device);
  if (comer) return isWaitOver(comer, now) ? 'wait-expired' : 'waiting';
  return access.former.get(device)?.how ?? 'unknown';
}
