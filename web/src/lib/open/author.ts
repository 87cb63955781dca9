/** Who writes into an open book: this device. */
import { systemRandom } from '@wardbook/shared/base/ports';
import type { Author } from '@wardbook/shared/ledger/command';
import type { Replica } from '../sync/replica.ts';

export function authorOn({
  membership,
  recordedAt,
}: Pick<Replica, 'membership' | 'recordedAt'>): Author {
  return { device: membership.device.id, now: recordedAt, random: systemRandom };
}
