/** Where the books are kept, as the environment says it. */
import { resolve } from 'node:path';
import type { StorePlace } from './open-store.ts';

const defaultPort = 4222;
const replicasByDefault = 3;
const streamsByDefault = 4;

export type ReadPlace = StorePlace | { readonly type: 'wrong'; readonly sentence: string };

/** `set` gives a setting by its name without `WARDBOOK_`, empty when it is not set. */
export function readStorePlace(set: (name: string) => string, folder: string): ReadPlace {
  const text = set('STORE');
  if (text === '') return { type: 'folder', folder };
  const [, scheme, user, password, list] =
    /^(nats|tls):\/\/(?:([^:@]+):([^@]+)@)?([^@]+)$/.exec(text) ?? [];
  const servers = list?.split(',').map(serverOf);
  if (!servers || servers.includes(undefined))
    // The value itself is not repeated: it may hold a password.
    return wrong(
      'WARDBOOK_STORE must be like nats://host:4222,host2:4222, or tls://…, with user:password@ before the first host where one is needed.',
    );
  const replicas = Number(set('NATS_REPLICAS') || replicasByDefault);
  if (![1, 3, 5].includes(replicas)) return wrong('WARDBOOK_NATS_REPLICAS must be 1, 3 or 5.');
  const streams = Number(set('NATS_STREAMS') || streamsByDefault);
  if (!Number.isInteger(Math.log2(streams)) || streams > 256)
    return wrong('WARDBOOK_NATS_STREAMS must be 1, 2, 4, 8 and so on up to 256.');
  const [credentials, caFile] = [set('NATS_CREDENTIALS'), set('NATS_CA')];
  return {
    type: 'jetstream',
    place: {
      servers: servers.filter((server) => server !== undefined),
      replicas,
      streams,
      ...(user === undefined || password === undefined ? {} : { login: { user, password } }),
      ...(credentials === '' ? {} : { credentials: resolve(credentials) }),
      ...(scheme === 'tls' ? { tls: caFile === '' ? {} : { caFile: resolve(caFile) } } : {}),
    },
  };
}

/** With a port, or undefined when it is no server's name. */
function serverOf(text: string): string | undefined {
  const [, host, port] = /^([\w.-]+|\[[\da-fA-F:]+\])(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  return host === undefined ? undefined : `${host}:${port ?? defaultPort}`;
}

function wrong(sentence: string): ReadPlace {
  return { type: 'wrong', sentence };
}
