/** The servers that are measured, how each is started and which tongue it speaks. */
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../scripts/lib/free-port.ts';
import type { Dialect } from './dialect.ts';
import { startServer, type Server } from './processes.ts';
import { speakBare, type Sealing } from './speak-bare.ts';
import { foundTeam, sealChanges, speakWardbook } from './speak-wardbook.ts';
import { speakYjs } from './speak-yjs.ts';

export type Name =
  | 'Wardbook'
  | 'Hocuspocus'
  | 'Hocuspocus + SQLite'
  | 'y-websocket'
  | 'y-websocket + level'
  | 'bare ws loop'
  | 'bare ws loop, synced'
  | 'bare ws, coalescing'
  | 'raw socket, coalescing';

export interface Contender {
  readonly name: Name;
  readonly dialect: Dialect;
  /** Starts it with its data in `folder`, which it finds again on the next start. */
  start(folder: string): Promise<Server>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Another version's `relay.js` may be named, to see what a change has brought. */
const relayMain = process.env['WARDBOOK_BENCH_RELAY'] ?? here('../../src/relay.js');
const portLine = (line: string) => portIn(/^port (\d+)$/.exec(line));

/** The floors move the bytes that our relay moves. */
const sealed = new WeakMap<readonly Uint8Array[], Promise<readonly Uint8Array[]>>();
const sealOnce: Sealing = (changes) => {
  const done = sealed.get(changes) ?? foundTeam(1).then((by) => sealChanges(by, changes));
  sealed.set(changes, done);
  return done;
};

const contenders: readonly Contender[] = [
  {
    name: 'Wardbook',
    dialect: speakWardbook,
    start: (folder) =>
      startServer(
        relayMain,
        ['--port', '0', '--data', folder],
        { WARDBOOK_CREATE: 'open', WARDBOOK_TRUSTED_PROXY: '127.0.0.1' },
        (line) => portIn(/Open http:\/\/127\.0\.0\.1:(\d+)/.exec(line)),
      ),
  },
  {
    name: 'Hocuspocus',
    dialect: speakYjs('hocuspocus'),
    start: () => startServer(here('../peers/hocuspocus-child.mjs'), [], {}, portLine),
  },
  {
    name: 'Hocuspocus + SQLite',
    dialect: speakYjs('hocuspocus'),
    start: (folder) => startServer(here('../peers/hocuspocus-child.mjs'), [folder], {}, portLine),
  },
  { name: 'y-websocket', dialect: speakYjs('y-websocket'), start: () => startYWebsocket({}) },
  {
    name: 'y-websocket + level',
    dialect: speakYjs('y-websocket'),
    start: (folder) => startYWebsocket({ YPERSISTENCE: folder }),
  },
  {
    name: 'bare ws loop',
    dialect: speakBare('websocket', false, sealOnce),
    start: () => startServer(here('bare-ws-child.ts'), [], {}, portLine),
  },
  {
    name: 'bare ws loop, synced',
    dialect: speakBare('websocket', false, sealOnce),
    start: (folder) => startServer(here('bare-ws-child.ts'), ['sync', folder], {}, portLine),
  },
  {
    name: 'bare ws, coalescing',
    dialect: speakBare('websocket', true, sealOnce),
    start: () => startServer(here('bare-ws-child.ts'), ['coalesce'], {}, portLine),
  },
  {
    name: 'raw socket, coalescing',
    dialect: speakBare('length', false, sealOnce),
    start: () => startServer(here('raw-child.ts'), [], {}, portLine),
  },
];

export function contender(name: Name): Contender {
  return contenders.find((each) => each.name === name)!;
}

async function startYWebsocket(environment: Readonly<Record<string, string>>): Promise<Server> {
  const port = await freePort();
  const script = here('../peers/node_modules/@y/websocket-server/src/server.js');
  return startServer(
    script,
    [],
    { ...environment, HOST: '127.0.0.1', PORT: String(port) },
    (line) => (line.startsWith('running at') ? port : undefined),
  );
}

function portIn(match: RegExpExecArray | null): number | undefined {
  return match ? Number(match[1]) : undefined;
}
