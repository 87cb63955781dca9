/**
 * Builds the app when its build is missing or older than its sources. A build carries the hash of
 * what it was made from, so that a file's date, which a clone or a copy changes, decides nothing.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './tally.ts';
import { root, runTool } from './tools.ts';

const stampFile = join(root, 'web/build/.built');
const sourceArchive = join(root, 'web/build/wardbook-source.tar.gz');

/** What a build is made from, relative to the root; tests are not. */
const sources = [
  'pnpm-lock.yaml',
  'web/package.json',
  'web/vite.config.ts',
  'web/tsconfig.json',
  'web/compile-messages/*.ts',
  'web/messages/*.json',
  'web/src/**/*.*',
  'web/static/**/*.*',
  'shared/package.json',
  'shared/src/**/*.ts',
];

/** The build as one of a command's steps. */
export const buildStep: Step = {
  name: 'build',
  run: async () => ((await buildApp()) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
};

/** False when the build failed; what went wrong has been printed. */
export async function buildApp(): Promise<boolean> {
  const stamp = stampOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  console.log('Building the app. This takes about half a minute the first time.');
  const isBuilt = await runTool({
    name: 'build',
    program: 'vite',
    args: ['build', '--logLevel', 'warn'],
    folder: 'web',
    isQuiet: true,
  });
  if (!isBuilt) return false;
  packSource();
  writeFileSync(stampFile, stamp);
  console.log('The app is built.');
  return true;
}

/**
 * The licence lets everybody who uses this over a network have its source: it is served beside the
 * app, as it stands in the last commit. A copy without git history offers none, and says so.
 */
function packSource(): void {
  const archive = ['archive', '--format=tar.gz', `--output=${sourceArchive}`, 'HEAD'];
  const { status } = spawnSync('git', archive, { cwd: root });
  if (status !== 0) console.log('No git history here: the app will not offer its source.');
}

function stampOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root }).filter((file) => !/\.test\.[jt]s$/.test(file));
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
