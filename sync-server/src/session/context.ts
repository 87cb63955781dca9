import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import type { Rooms } from '../room/rooms.ts';

/** What all sessions of a relay share. */
export interface SessionContext {
  readonly rooms: Rooms;
  readonly clock: Clock;
  /** Milliseconds that only ever grow, for time-outs. */
  readonly elapsed: Clock;
  readonly random: RandomBytes;
  readonly creating: 'open' | 'closed';
  readonly log: (line: string) => void;
}
