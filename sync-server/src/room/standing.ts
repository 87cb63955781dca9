/** Where a device stands with a book: in it, before its door, or out of it, and why. */
import { roleAt, type Access } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';

export type Standing =
  'member' | 'ended' | 'waiting' | 'removed' | 'declined' | 'replaced' | 'unknown';

/** `now` is the relay's clock, ms since 1970: it decides when a membership has ended. */
export function standingOf(access: Access, device: DeviceId, now: number): Standing {
  if (access.members.has(device)) return roleAt(access, device, now) ? 'member' : 'ended';
  if (access.waiting.has(device)) return 'waiting';
  return access.former.get(device)?.how ?? 'unknown';
}
