/**
 * Makes the document that is stored on this device anew: puts another in its place, in one
 * transaction. Whoever has the book open closes it before and opens it again after.
 *
 * It is used when the log has other changes than this device at clocks that the device has written
 * at (`conflict.ts`). The device's changes are minted anew under a client id that nothing stands
 * under, and then the log's can be read.
 */
import * as Y from 'yjs';
import { clientIdOf, noncesMax } from '@wardbook/shared/base/client-id';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { asRecord } from '@wardbook/shared/base/stored-record';
import type { Conflict } from '../log/conflict.ts';
import { partOf } from '../update/part-of.ts';
import { amended, renamed, type Renaming } from '../update/renamed.ts';
import { isMarked, withMark } from './judged.ts';
import { completed, openExistingDatabase } from './stored-book.ts';

export interface StoredDocument {
  /** All of it as one update (version 1), with what waits for something that is missing. */
  readonly update: Uint8Array;
  /**
   * What was minted anew, in this order. This device is not to write under these client ids any more,
   * and who had the book open meanwhile can tell what became of what they have.
   */
  readonly givenUp: readonly Renaming[];
}

const givenUpKey = 'given up';

/**
 * Nothing may have the database open. What `make` gives is on disk when this resolves; when it rejects,
 * all is as it was.
 */
export async function exchangeDocument(
  name: string,
  make: (stored: StoredDocument) => StoredDocument,
): Promise<void> {
  const db = await openExistingDatabase(name);
  if (!db) throw new Error('there is no document to make anew');
  try {
    const transaction = db.transaction(['updates', 'custom'], 'readwrite', {
      durability: 'strict',
    });
    const [updates, custom] = ['updates', 'custom'].map((each) => transaction.objectStore(each));
    const read = updates!.getAll() as IDBRequest<unknown[]>;
    const keys = updates!.getAllKeys();
    const givenUp = custom!.get(givenUpKey) as IDBRequest<unknown>;
    let failure: unknown;
    givenUp.onsuccess = () => {
      try {
        // What nobody has judged is judged where it lies when it is loaded.
        const judged = read.result.filter(isMarked);
        const anew = make({ update: asOne(judged), givenUp: parseGivenUp(givenUp.result) });
        for (const [at, key] of keys.result.entries())
          if (isMarked(read.result[at])) updates!.delete(key);
        updates!.add(withMark(anew.update));
        custom!.put([...anew.givenUp], givenUpKey);
      } catch (error) {
        failure = error;
        transaction.abort();
      }
    };
    await completed(transaction).catch((error: unknown) => {
      throw failure ?? error;
    });
  } finally {
    db.close();
  }
}

/** What was minted anew here. Nothing where nothing is kept. */
export async function readGivenUp(name: string): Promise<readonly Renaming[]> {
  const db = await openExistingDatabase(name).catch(() => undefined);
  if (!db) return [];
  try {
    const transaction = db.transaction('custom');
    const read = transaction.objectStore('custom').get(givenUpKey) as IDBRequest<unknown>;
    await completed(transaction);
    return parseGivenUp(read.result);
  } finally {
    db.close();
  }
}

/** In a transaction: of what was written under this client id nothing is known any more. */
export function addGivenUp(custom: IDBObjectStore, client: number): void {
  custom.get(givenUpKey).onsuccess = (read) => {
    const before = parseGivenUp((read.target as IDBRequest<unknown>).result);
    custom.put([...before, { client, from: Number.MAX_SAFE_INTEGER, to: client }], givenUpKey);
  };
}

/**
 * Moves what stands from the conflict on to a new client id of this device, where it stands beside
 * nothing that the log may never hold. What others have recorded of it this device brings from then on.
 */
export function mintAnew(
  { update, givenUp }: StoredDocument,
  book: BookId,
  device: DeviceId,
  { client, from, redate }: Conflict,
): StoredDocument {
  const before = givenUp.map((each) => each.client);
  const taken = new Set([...before, ...Y.decodeUpdate(update).structs.map(({ id }) => id.client)]);
  const to = freeClient(book, device, taken);
  const renaming = { client, from, to };
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const moved = {
    partOf: (id: Y.ID) => partOf(doc, id),
    value: (value: unknown) => amended(value, device, redate),
  };
  const anew = renamed(update, renaming, moved);
  doc.destroy();
  return { update: anew, givenUp: [...givenUp, renaming] };
}

function freeClient(book: BookId, device: DeviceId, taken: ReadonlySet<number>): number {
  for (let nonce = 0; nonce < noncesMax; nonce++) {
    const client = clientIdOf(book, device, nonce);
    if (!taken.has(client)) return client;
  }
  throw new Error('this device has used up its client ids');
}

/** As a document takes them: of two changes at one clock the first counts. */
function asOne(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const one = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return one;
}

function parseGivenUp(value: unknown): Renaming[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, noncesMax).flatMap((each) => parseRenaming(each) ?? []);
}

function parseRenaming(value: unknown): Renaming | undefined {
  // Before, the client id alone was kept: of its changes nothing is left here.
  const whole = Number.isSafeInteger(value)
    ? { client: value, from: Number.MAX_SAFE_INTEGER, to: value }
    : asRecord(value);
  const { client, from, to } = whole ?? {};
  const isSound = [client, from, to].every(
    (each) => Number.isSafeInteger(each) && Number(each) >= 0,
  );
  return isSound ? ({ client, from, to } as Renaming) : undefined;
}
