/** What a replica is opened with. */
import type { Statement } from '@wardbook/shared/access/statement';
import type { BookId } from '@wardbook/shared/base/ids';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import type { CompactionRule, Invitation, OpenSocket } from './book-session.ts';
import type { Policy } from './gate/policy.ts';
import type { ReconnectRule } from './link/backoff.ts';
import type { ClaimName } from './storage/client-claim.ts';
import type { BookStorage } from './storage/storage.ts';

export interface ReplicaOptions {
  readonly book: BookId;
  readonly device: DeviceKeys;
  readonly storage: BookStorage;
  /** What may stand in the document. */
  readonly policy: Policy;
  /** Where the book is while its keepers have named no relays: ws(s)://…/relay */
  readonly relay: string;
  readonly invitation?: Invitation;
  /** Statements to begin with, for a book that was founded just now. */
  readonly statements?: readonly Statement[];
  readonly compaction?: CompactionRule | 'never';
  readonly reconnect?: ReconnectRule;
  readonly openSocket?: OpenSocket;
  /** Tabs of one browser tell each other at once. Off where several devices share a process. */
  readonly crossTab?: boolean;
  readonly now?: Clock;
  readonly random?: RandomBytes;
  /** Keeps windows that share `storage` from one another's client ids. */
  readonly claimName?: ClaimName;
}
