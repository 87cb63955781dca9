/** `pnpm shots`: a picture of every page, on both sizes, light and dark, into ./shots. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from './lib/build-app.ts';
import { root, runTool } from './lib/tools.ts';

const folder = join(root, 'shots');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const isDone =
  (await buildApp()) &&
  (await runTool({
    name: 'pictures',
    program: 'playwright',
    args: ['test', '--project=shots', '--reporter=line'],
    folder: 'web',
    environment: { WARDBOOK_SHOTS: folder },
  }));
console.log(`${readdirSync(folder).length} pictures in shots/`);
process.exitCode = isDone ? 0 : 1;
