/** The status of a replica with which all is well, for tests of what is said of it. */
import type { ReplicaStatus } from '../sync/replica-status.ts';

export const wellStatus: ReplicaStatus = {
  connection: 'live',
  relays: [],
  stoppedBy: undefined,
  lastClose: undefined,
  waiting: 0,
  storage: { type: 'saved' },
  setAside: undefined,
  role: 'keeper',
  sharedAt: 1,
  health: {
    disputedBy: new Set(),
    shortenedBy: new Map(),
    removalKept: false,
    withheld: false,
    publishRefused: undefined,
  },
  unopened: [],
  missing: [],
  relayAheadMs: 0,
  behindSeenMs: 0,
};
