/**
 * `pnpm dev`: the app with hot reload and the relay, which starts again when its code changes, both
 * behind one address. `--port` or WARDBOOK_PORT chooses it. Data is kept in data/dev.
 */
import { parseArgs } from 'node:util';
import { freePort } from './lib/free-port.ts';
import { runTool } from './lib/tools.ts';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const port = values.port ?? process.env['WARDBOOK_PORT'] ?? '8080';
const relayPort = String(await freePort());

// The relay names its own address below, where there is no hot reload.
console.log(`Open http://127.0.0.1:${port} once both have started. Press Ctrl+C to stop.`);

const relay = runTool({
  name: 'relay',
  program: process.execPath,
  args: [
    '--watch',
    '--watch-preserve-output',
    'sync-server/src/relay.js',
    '--port',
    relayPort,
    '--data',
    'data/dev',
  ],
});
const app = runTool({
  name: 'app',
  program: 'vite',
  args: ['dev', '--host', '127.0.0.1', '--port', port, '--strictPort'],
  folder: 'web',
  environment: { WARDBOOK_RELAY: `http://127.0.0.1:${relayPort}` },
});

// Neither is of use without the other: when one ends, by Ctrl+C or by a fault, so does this.
await Promise.race([relay, app]);
process.kill(process.pid, 'SIGTERM');
await Promise.all([relay, app]);
