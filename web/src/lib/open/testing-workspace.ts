/** An open book for tests: real in all its parts, kept in memory, with no relay to talk to. */
import { createBook, schemaVersion, wardPolicy } from '@wardbook/shared/books/ward';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { takeIn } from '@wardbook/shared/testing/ward-books';
import { foundBook } from '@wardbook/shared/sealing/found';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { createMemoryStorage } from '../sync/storage/memory-storage.ts';
import { Replica } from '../sync/replica.ts';
import { Workspace } from './workspace.svelte.ts';

const replicas = new WeakMap<Workspace, Replica>();

/** `fill` writes into the book before the workspace reads it. */
export async function openTestWorkspace(
  electors: readonly Elector[],
  fill: (book: Book) => void = () => undefined,
): Promise<Workspace> {
  const device = await createDeviceKeys();
  const statement = await foundBook(device, 'Ann', systemClock, systemRandom);
  const opened = await Replica.open({
    policy: wardPolicy,
    book: statement.book,
    device,
    storage: createMemoryStorage(),
    relay: 'ws://relay.invalid',
    statements: [statement],
    crossTab: false,
  });
  if (opened.type === 'failed') throw new Error(opened.reason);
  const { doc } = opened.replica;
  const start = { ward: 'Alderbrook', council: 'Marlow Vale', districts: [] };
  const book = createBook(
    doc,
    { device: device.id, now: systemClock, random: systemRandom },
    start,
  );
  const edition = electors[0]?.edition;
  if (edition) takeIn(book, { id: edition, by: device.id }, electors);
  fill(book);
  const workspace = new Workspace(opened.replica);
  replicas.set(workspace, opened.replica);
  return workspace;
}

/** Its keeper signs that it is of a schema that this app does not know. */
export async function raiseSchema(workspace: Workspace): Promise<void> {
  const { access, device } = workspace.membership;
  const signer = { access: access!, device, now: systemClock, random: systemRandom };
  const statement = await signAct(signer, { type: 'schema', schema: schemaVersion + 1 });
  await replicas.get(workspace)!.addStatement(statement);
}
