/** Log lines that name addresses, for an operator who has asked for them: a few a second at most. */
import type { Clock } from '@wardbook/shared/base/ports';
import type { Watch } from '../server.ts';
import type { Log } from '../session/context.ts';
import { TokenBucket } from '../session/token-bucket.ts';

const linesAtOnce = 50;
const linesPerSecond = 5;

export function watchWith(log: Log, clock: Clock): Watch {
  // A flood of connections must not become a flood of lines.
  const pace = new TokenBucket(linesAtOnce, linesPerSecond, clock());
  return {
    closed: (reason, address) => {
      if (pace.take(clock())) log('closed a socket', { reason, address });
    },
    turnedAway: (status, address) => {
      if (pace.take(clock())) log('refused a socket', { level: 'warn', status, address });
    },
  };
}
