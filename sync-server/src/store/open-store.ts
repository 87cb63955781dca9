/** Opening the store that whoever runs the relay has chosen, and why it could not be, in a sentence. */
import type { RandomBytes } from '@wardbook/shared/base/ports';
import type { JetStreamPlace, OpenedCluster } from './jetstream/cluster.ts';
import { openSqliteStore, type OpenedStore } from './sqlite.ts';
import type { Store } from './store.ts';

export type StorePlace =
  /** An absolute path. */
  | { readonly type: 'folder'; readonly folder: string }
  | { readonly type: 'jetstream'; readonly place: JetStreamPlace };

export type OpenedPlace =
  | { readonly type: 'opened'; readonly store: Store }
  | { readonly type: 'cannot-open'; readonly sentence: string };

export async function openStore(place: StorePlace, random: RandomBytes): Promise<OpenedPlace> {
  if (place.type === 'folder') {
    const opened = openSqliteStore(place.folder);
    if (opened.type === 'opened') return opened;
    return { type: 'cannot-open', sentence: folderSentence(opened.reason, place.folder) };
  }
  // Loaded only when it is wanted, as most relays want a folder.
  const { openCluster } = await import('./jetstream/cluster.ts');
  const { JetStreamStore } = await import('./jetstream/jetstream.ts');
  const opened = await openCluster(place.place);
  if (opened.type === 'cannot-open')
    return { type: 'cannot-open', sentence: clusterSentence(opened, place.place) };
  return { type: 'opened', store: new JetStreamStore(opened.cluster, { random }) };
}

function folderSentence(
  reason: (OpenedStore & { type: 'cannot-open' })['reason'],
  folder: string,
): string {
  switch (reason) {
    case 'in-use':
      return `Another Wardbook relay is using the data folder ${folder}. Stop it, or choose another folder with --data.`;
    case 'newer':
      return `The data folder ${folder} was written by a newer Wardbook. Nothing was changed. Run that version, or choose another folder with --data.`;
    case 'damaged':
      return `The store in the data folder ${folder} is damaged. Nothing was changed. Move its files aside, and restore a backup or start without one: devices put back what they have.`;
    case 'cannot-write':
      return `Wardbook cannot write to its data folder ${folder}. Choose a folder that it may write to with --data.`;
  }
}

function clusterSentence(
  { reason, detail }: OpenedCluster & { type: 'cannot-open' },
  { servers, replicas, credentials = '' }: JetStreamPlace,
): string {
  const named = servers.join(', ');
  switch (reason) {
    case 'unreachable':
      return `The NATS servers (${named}) do not answer, or JetStream is not switched on there (${detail}). Start them, or look at WARDBOOK_STORE.`;
    case 'refused':
      return `The NATS servers (${named}) do not let Wardbook in. Look at the user in WARDBOOK_NATS_CREDENTIALS.`;
    case 'payload':
      return `The NATS servers take messages of ${detail} bytes at most, which is too short for Wardbook. Set “max_payload: 20MB” in their configuration and start them again.`;
    case 'replicas':
      return `The NATS servers cannot keep ${replicas} copies of each book: there are too few of them, or they are in no cluster. Start more, or set WARDBOOK_NATS_REPLICAS to a smaller number.`;
    case 'no-credentials':
      return `Wardbook cannot read the file ${credentials}, which WARDBOOK_NATS_CREDENTIALS names.`;
  }
}
