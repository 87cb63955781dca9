/**
 * `pnpm bench`: runs web/bench/*.bench.ts and sync-server/bench/*.bench.ts one after the other and
 * prints the machine and one table. Words after it choose benchmarks by their file names; `--write`
 * puts the whole table into docs/benchmarks/latest.md, and a few rows between the marks in README.md.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromiumVersion, findChromium } from '../web/find-chromium.ts';
import { benchTable, replaceBetweenMarks, type Row } from './lib/bench-table.ts';
import { buildApp } from './lib/build-app.ts';
import { root, runTool } from './lib/tools.ts';

interface Bench {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}

/** What somebody wants to know first. */
const inReadme = [
  'Cold offline open, to a list with people in it',
  'Keystroke to filtered list',
  'Edit to the other browser’s screen',
  'Import of 10,000 rows, altogether',
  'Append to delivery, sealing and opening within, p50',
];

const { values, positionals } = parseArgs({
  // Package managers hand on the `--` that separates their own options from a script's.
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values.write && positionals.length > 0)
  stop('--write takes the whole run: leave out the names of single benchmarks.');
const files = globSync('{web,sync-server}/bench/*.bench.ts', { cwd: root })
  .filter((file) => positionals.every((word) => file.includes(word)))
  .sort();
if (files.length === 0) stop('No benchmark has such a name.');
if (!(await buildApp())) stop('The app could not be built. What went wrong is written above.');

const machine = await describeMachine();
console.log(machine);
const rows: Row[] = [];
for (const file of files) {
  const bench = (await import(pathToFileURL(join(root, file)).href)) as Bench;
  console.log(`\n=== ${bench.name}`);
  const measured = await bench.run();
  console.log(benchTable(measured));
  rows.push(...measured);
}
const whole = `${machine}\n\n${benchTable(rows)}`;
console.log(`\n=== All of it\n\n${whole}`);
if (values.write) await write(whole);

async function describeMachine(): Promise<string> {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  const chromium = chromiumVersion(await findChromium()) ?? 'no Chromium';
  // What else was running: on a busy machine every row is slower, and its yardstick too.
  const load = loadavg()[0]!.toFixed(1);
  return `Measured on ${date}: ${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GiB, Node ${process.versions.node}, ${chromium}. Load before the start: ${load}.`;
}

async function write(table: string): Promise<void> {
  const document = join(root, 'docs/benchmarks/latest.md');
  mkdirSync(join(root, 'docs/benchmarks'), { recursive: true });
  writeFileSync(document, `# Benchmarks\n\n${table}\n`);
  const readme = join(root, 'README.md');
  const few = inReadme.map((what) => {
    const row = rows.find((each) => each.what === what);
    return row ?? stop(`No row is called “${what}”.`);
  });
  const text = `${machine}\n\n${benchTable(few)}`;
  const replaced = replaceBetweenMarks(readFileSync(readme, 'utf8'), text);
  if (replaced === undefined) stop('README.md has no pair of bench marks.');
  writeFileSync(readme, replaced);
  const args = ['--write', '--log-level', 'warn', document, readme];
  await runTool({ name: 'prettier', program: 'prettier', args });
}

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
