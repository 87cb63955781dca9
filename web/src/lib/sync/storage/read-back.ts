/**
 * Whether a book that was just written comes out of this browser's storage again as it went in:
 * document, statements, and what is known of each relay's log. Nothing may have it open.
 */
import { opens, type Joiner } from '@wardbook/shared/access/comparison';
import type { Comparing } from '@wardbook/shared/access/state';
import { equal } from '@wardbook/shared/base/bytes';
import * as Y from 'yjs';
import { nonceName } from '../log/comparing.ts';
import { firstKey, type IndexedDbStorage } from './indexeddb-storage.ts';
import { parseKnowledge } from '../log/parse-knowledge.ts';
import type { Replica } from '../replica.ts';
import type { StoredBook } from './stored-book.ts';

/** What a replica has written. Taken before it is closed. */
export interface Written {
  readonly stateVector: Uint8Array;
  readonly statements: readonly Uint8Array[];
  /** Whoever waits must be able to open what they are bound to. */
  readonly bound: (Joiner & { readonly comparing: Comparing }) | undefined;
}

export function writtenBy({ doc, membership }: Replica, { statements }: IndexedDbStorage): Written {
  const { book, access, device } = membership;
  const comer = access?.waiting.get(device.id);
  const bound = comer?.comparing && { ...comer, book, comparing: comer.comparing };
  return { stateVector: Y.encodeStateVector(doc), statements, bound };
}

export async function readsBack(storage: IndexedDbStorage, written: Written): Promise<boolean> {
  try {
    const { updates, custom } = await storage.exportAll();
    const statements = custom.find(([key]) => key === 'statements')?.[1];
    const knowledge = custom.filter(([key]) => key.startsWith('log '));
    return (
      areAlike(statements, written.statements) &&
      canOpen(written, custom) &&
      knowledge.every(([, value]) => parseKnowledge(value) !== undefined) &&
      updates.every((update) => update instanceof Uint8Array) &&
      isSameState(Y.encodeStateVectorFromUpdate(Y.mergeUpdates([...updates])), written.stateVector)
    );
  } catch {
    return false;
  }
}

function canOpen({ bound }: Written, custom: StoredBook['custom']): boolean {
  if (!bound) return true;
  const nonce = custom.find(([key]) => key === firstKey + nonceName(bound.device))?.[1];
  return nonce instanceof Uint8Array && opens(bound, bound.comparing, nonce);
}

function areAlike(found: unknown, written: readonly Uint8Array[]): boolean {
  if (!Array.isArray(found) || found.length !== written.length) return false;
  return found.every((each, at) => each instanceof Uint8Array && equal(each, written[at]!));
}

/** The same clocks, in whatever order they are written. */
function isSameState(found: Uint8Array, written: Uint8Array): boolean {
  const [a, b] = [Y.decodeStateVector(found), Y.decodeStateVector(written)];
  return a.size === b.size && [...b].every(([client, clock]) => a.get(client) === clock);
}
