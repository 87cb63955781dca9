/**
 * A Chromium for tests, benchmarks and pictures: the one that CHROMIUM_PATH names, else the one that
 * comes from npm and is unpacked once, beside the packages, else one that is installed. The one from
 * npm is the same for everybody, and has no window, which halves what a test costs.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installedNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const unpackFolder = fileURLToPath(new URL('node_modules/.chromium', import.meta.url));

/**
 * Nothing is asked of any host but the one under test; and as root, as in many containers, Chromium
 * runs only without its sandbox.
 */
export const chromiumArgs: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const whatToDo =
  'Install Chromium (on Debian: apt-get install chromium), or name one in CHROMIUM_PATH.';

/** The path of one that starts. Throws with what to do when there is none. */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return proven(named);
  const found = (await unpacked()) ?? installedChromium();
  if (found === undefined) throw new Error(`No Chromium was found. ${whatToDo}`);
  return found;
}

/** 'Chromium 153.0.8000.1', or undefined when it does not start. */
export function chromiumVersion(path: string): string | undefined {
  const { status, stdout } = spawnSync(path, ['--version', ...chromiumArgs], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** The path of one that is on this machine and starts. */
export function installedChromium(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of installedNames) {
      const path = join(folder, name);
      if (isExecutable(path) && chromiumVersion(path)) return path;
    }
  return undefined;
}

/**
 * Undefined where it does not start: it is made for Linux. Unpacked under another name first, so that
 * one cut short is never taken for a whole one.
 */
async function unpacked(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const path = join(unpackFolder, 'chromium');
  if (isExecutable(path)) return withLibraries(path);
  const { default: packed } = await import('@sparticuz/chromium');
  const half = `${unpackFolder}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  await inTemporaryFolder(half, () => packed.executablePath());
  rmSync(unpackFolder, { recursive: true, force: true });
  renameSync(half, unpackFolder);
  return withLibraries(path);
}

/** The package also brings the system libraries that a bare machine lacks; they are the last resort. */
async function withLibraries(path: string): Promise<string | undefined> {
  if (chromiumVersion(path)) return path;
  const { inflate } = await import('@sparticuz/chromium');
  const archive = new URL('bin/al2023.tar.br', packageFolder());
  await inTemporaryFolder(unpackFolder, () => inflate(fileURLToPath(archive)));
  const before = process.env['LD_LIBRARY_PATH'];
  const libraries = [join(unpackFolder, 'al2023/lib'), before].filter(Boolean).join(delimiter);
  process.env['LD_LIBRARY_PATH'] = libraries;
  if (chromiumVersion(path)) {
    process.env['FONTCONFIG_PATH'] ??= join(unpackFolder, 'fonts');
    return path;
  }
  // They are not for the one that is installed.
  putBack('LD_LIBRARY_PATH', before);
  return undefined;
}

function packageFolder(): URL {
  return new URL('../', import.meta.resolve('@sparticuz/chromium'));
}

/** The package unpacks into the folder for temporary files, and asks for it at every call. */
async function inTemporaryFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    return await work();
  } finally {
    putBack('TMPDIR', before);
  }
}

function putBack(variable: string, before: string | undefined): void {
  if (before === undefined) Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = before;
}

function proven(path: string): string {
  if (chromiumVersion(path)) return path;
  throw new Error(`The browser at ${path} does not start. ${whatToDo}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
