/**
 * What every update passes before Yjs sees it, whichever way it comes: from a log, in a snapshot, in a
 * file, from another window of this browser. It judges by what the book's kind declares (`Policy`) and by
 * who is in the book at the update's place in the log.
 *
 * Books of the first shape (`Access.schema` 1) hold what it would let nobody write: maps whose values
 * are replaced, under client ids drawn by lot. Their entries are only bounded, until a keeper has raised
 * the schema; so are later snapshots, which have all of that in them.
 */
import { personInBook, roleAt, type Access } from '@wardbook/shared/access/state';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { bookBounds, clockAheadMsMax, updateBounds } from './bounds.ts';
import { ClientOwners } from './client-owners.ts';
import type { Terms } from './judge.ts';
import type { Policy } from './policy.ts';

/** The schema from which on everything is appended, and updates are cut in pieces. */
export const appended = 2;

export interface Arrival {
  readonly kind: 'update' | 'snapshot';
  readonly author: DeviceId;
  /** When the log took it, ms since 1970. */
  readonly at: number;
}

export class Gate {
  readonly #policy: Policy;
  readonly #owners: ClientOwners;

  constructor(book: BookId, policy: Policy) {
    this.#policy = policy;
    this.#owners = new ClientOwners(book);
  }

  /** Undefined where the book has still to be taken over: then what comes is only bounded. */
  termsFor({ kind, author, at }: Arrival, access: Access): Terms | undefined {
    const isSnapshot = kind === 'snapshot';
    if (access.schema < appended || (isSnapshot && access.schemaAtFirst < appended))
      return undefined;
    const devices = [...access.members.keys(), ...access.former.keys()];
    const isKeeper = roleAt(access, author, at) === 'keeper';
    const own = isKeeper || isSnapshot ? devices : [author, ...placesTaken(access, author)];
    const mayWriteAs = new Set(own);
    const known = new Map<number, DeviceId | undefined>();
    return {
      policy: this.#policy,
      ownerOf: (client) => {
        if (!known.has(client)) {
          const owner = this.#owners.ownerOf(client, devices, own);
          known.set(client, owner && mayWriteAs.has(owner) ? owner : undefined);
        }
        return known.get(client);
      },
      // Two keepers may take a book of before over at once: what they append of it is as its authors said it.
      areSigned: !isKeeper || access.schemaAtFirst >= appended,
      latestAt: at + clockAheadMsMax,
      bounds: isSnapshot ? bookBounds : updateBounds,
    };
  }
}

/** Devices whose place this one has taken, with new keys. */
function placesTaken(access: Access, author: DeviceId): DeviceId[] {
  const person = personInBook(access, author);
  return [...access.former.values()].flatMap((former) =>
    former.how === 'replaced' && former.person === person ? former.device : [],
  );
}
