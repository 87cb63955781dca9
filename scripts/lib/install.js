/**
 * Brings the packages, and with them the right Node, and says in plain lines how far that is. Says
 * nothing where there is nothing to bring. Plain JavaScript, for whatever Node the machine has.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Whether everything is there now; where it is not, what went wrong has been printed.
 *
 * @param {string} folder where the lockfile is
 * @returns {Promise<boolean>}
 */
export async function install(folder) {
  const args = ['install', '--frozen-lockfile', '--reporter=ndjson'];
  const child = spawn('pnpm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const progress = new Progress((line) => console.log(line));
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => progress.read(line));
  const [code] = /** @type {[number | null]} */ (await once(child, 'close'));
  if (code === 0) return true;
  console.error(
    [
      ...progress.complaints,
      'What Wardbook is made of could not be fetched. Nothing of yours was changed. Look whether this machine is online and has room on its disk, then run the same command again.',
    ].join('\n'),
  );
  return false;
}

/**
 * One line of the package manager's report.
 *
 * @typedef {Partial<Record<'name' | 'level' | 'status' | 'stage' | 'script' | 'depPath' | 'message', string>>
 *   & { entries?: number; err?: { message?: string } }} Report
 */

/** Makes of what the package manager reports, an object of JSON a line, what a person wants to know. */
export class Progress {
  /** What it complained of, in its own words. @type {string[]} */
  complaints = [];
  #say;
  #parts = 0;
  #here = 0;
  #quarters = -1;

  /** @param {(line: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** @param {string} line */
  read(line) {
    if (!line.startsWith('{')) {
      this.complaints.push(line);
      return;
    }
    const report = /** @type {Report} */ (JSON.parse(line));
    const { name, level, status, entries, stage, script, depPath, message, err } = report;
    if (level === 'error') this.complaints.push(err?.message ?? message ?? line);
    // The lockfile lists the parts for every kind of machine; those for others are left out.
    else if (name === 'pnpm:lockfile-verification') this.#parts = entries ?? this.#parts;
    else if (name === 'pnpm:skipped-optional-dependency') this.#parts -= 1;
    else if (name === 'pnpm:progress' && status === 'imported') this.#came();
    else if (name === 'pnpm:lifecycle' && stage === 'preinstall' && script && depPath)
      this.#say(`Fetching what it runs on: ${depPath.replace('node@', 'Node ')}.`);
  }

  #came() {
    this.#here += 1;
    if (this.#quarters < 0)
      this.#say('Fetching what Wardbook is made of. The first time this takes a minute or two.');
    const quarters = this.#parts > 0 ? Math.floor((4 * this.#here) / this.#parts) : 0;
    if (quarters > Math.max(0, this.#quarters))
      this.#say(`  ${this.#here} of about ${this.#parts} parts are here.`);
    this.#quarters = Math.max(quarters, this.#quarters, 0);
  }
}
