// Owns the two questions to the browser about this device's storage: will it be kept, and how
// much space is there. Every answer has a name; none of them throws.
// Doesn't know what is stored, nor whether a write succeeded.

/** What the browser said when it was asked to keep our storage. */
export type PersistenceAnswer =
  | { readonly type: 'persisted' }
  | { readonly type: 'may-be-cleared' }
  | { readonly type: 'cannot-ask' };

/** Bytes as the browser estimates them; browsers blur these numbers on purpose. */
export type StorageSpace =
  | { readonly type: 'known'; readonly usedBytes: number; readonly allowedBytes: number }
  | { readonly type: 'unknown' };

type AskableStorage = Partial<Pick<StorageManager, 'persist' | 'persisted' | 'estimate'>>;

/** Asks once more only when it is not granted already: some browsers show a question. */
export async function askToPersist(
  storage: AskableStorage | undefined = navigator.storage,
): Promise<PersistenceAnswer> {
  if (!storage?.persist || !storage.persisted) return { type: 'cannot-ask' };
  try {
    const isGranted = (await storage.persisted()) || (await storage.persist());
    return { type: isGranted ? 'persisted' : 'may-be-cleared' };
  } catch {
    return { type: 'cannot-ask' };
  }
}

/** Reads the answer without asking for anything. */
export async function isPersisted(
  storage: AskableStorage | undefined = navigator.storage,
): Promise<PersistenceAnswer> {
  if (!storage?.persisted) return { type: 'cannot-ask' };
  try {
    return { type: (await storage.persisted()) ? 'persisted' : 'may-be-cleared' };
  } catch {
    return { type: 'cannot-ask' };
  }
}

export async function spaceLeft(
  storage: AskableStorage | undefined = navigator.storage,
): Promise<StorageSpace> {
  if (!storage?.estimate) return { type: 'unknown' };
  try {
    const { usage, quota } = await storage.estimate();
    if (usage === undefined || quota === undefined) return { type: 'unknown' };
    return { type: 'known', usedBytes: usage, allowedBytes: quota };
  } catch {
    return { type: 'unknown' };
  }
}
