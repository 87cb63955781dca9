/** Who writes into an open book: this device, by its own clock. */
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import type { Author } from '@wardbook/shared/ledger/command';
import type { Replica } from '../sync/replica.ts';

export function authorOn({ membership }: Replica): Author {
  return { device: membership.device.id, now: systemClock, random: systemRandom };
}
