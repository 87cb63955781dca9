/**
 * What is run: `node sync-server/src/relay.js`. Plain JavaScript, because what Node has made of the
 * TypeScript is kept from one start to the next, and what makes it is then not even loaded: a quarter
 * of the relay's memory.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Where it may not write there, it starts without. NODE_COMPILE_CACHE names another place.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/relay', import.meta.url)));
const { runMain } = await import('./main.ts');
await runMain(process.argv.slice(2), process.env);
