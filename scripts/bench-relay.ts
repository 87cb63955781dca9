/**
 * `pnpm bench:relay`: the relay and its peers at the same work, one after the other, and one table.
 * Words after it choose the rows that have any of them in their names, `--runs` how often each is
 * measured; `--write` puts the whole table into docs/benchmarks/relay.md.
 *
 * The peers are installed on the first run, beside the workspace and not in it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { canPin, pinLoad } from '../sync-server/bench/relay/processes.ts';
import { rows } from '../sync-server/bench/relay/rows.ts';
import { replaceBetweenMarks } from './lib/bench-table.ts';
import { linesTable, targetsTable, type Line, type Target } from './lib/relay-table.ts';
import { root, runTool } from './lib/tools.ts';

const peersFolder = join(root, 'sync-server/bench/peers');

const { values, positionals } = parseArgs({
  // Package managers hand on the `--` that separates their own options from a script's.
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: {
    write: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) stop('--runs takes a whole number from 1 on.');
if (values.write && positionals.length > 0)
  stop('--write takes the whole run: leave out the names of single rows.');
const chosen = rows.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (chosen.length === 0) stop(`No row has such a name. There are ${rows.map(nameOf).join(', ')}.`);
if (!(await installPeers())) stop('The peers could not be installed. Why is written above.');

pinLoad();
const machine = describeMachine();
console.log(machine);
const [lines, targets]: [Line[], Target[]] = [[], []];
const missing = new Set(chosen.map(nameOf));
let hasFailed = false;
for (const row of chosen) {
  console.log(`\n=== ${row.name}\n`);
  try {
    const result = await row.run(runs);
    console.log(`${linesTable(result.lines)}\n\n${targetsTable(result.targets)}`);
    lines.push(...result.lines);
    targets.push(...result.targets);
    missing.delete(row.name);
  } catch (error) {
    // One row that fails must not cost the half hour that the others take.
    console.error(error);
    hasFailed = true;
  }
  if (values.write) await write();
}
process.exit(hasFailed ? 1 : 0);

function describeMachine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  const cores = canPin
    ? 'Servers kept to one core, the load to another.'
    : 'Servers and load were not kept to cores of their own: there is no taskset here.';
  const load = loadavg()[0]!.toFixed(1);
  const peers = JSON.parse(readFileSync(join(peersFolder, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const versions = Object.entries(peers.dependencies).map(
    ([name, version]) => `${name} ${version}`,
  );
  return `Measured on ${date}: ${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GiB, Node ${process.versions.node}. ${cores} Load before the start: ${load}. Peers: ${versions.join(', ')}.`;
}

async function write(): Promise<void> {
  const document = join(root, 'docs/benchmarks/relay.md');
  const said =
    missing.size === 0
      ? machine
      : `${machine} Not measured in this run: ${[...missing].join(', ')}.`;
  const whole = `${said}\n\n## What was hoped for\n\n${targetsTable(targets)}\n\n## Every figure\n\n${linesTable(lines)}`;
  const replaced = replaceBetweenMarks(readFileSync(document, 'utf8'), whole, 'bench:relay');
  if (replaced === undefined) stop('docs/benchmarks/relay.md has no pair of bench:relay marks.');
  writeFileSync(document, replaced);
  const args = ['--write', '--log-level', 'warn', document];
  await runTool({ name: 'prettier', program: 'prettier', args });
}

async function installPeers(): Promise<boolean> {
  if (existsSync(join(peersFolder, 'node_modules/.modules.yaml'))) return true;
  console.log('Installing the peers, which takes a minute or two.');
  return runTool({
    name: 'peers',
    program: 'npx',
    args: ['-y', 'pnpm@12', '--dir', peersFolder, 'install', '--frozen-lockfile'],
    // What is built must be built for the Node that will run it; its headers come with it.
    environment: { npm_config_nodedir: headersFolder() ?? '' },
  });
}

/** Where this Node's headers are, when it was installed with them. */
function headersFolder(): string | undefined {
  const home = dirname(dirname(process.execPath));
  const inside = `node_modules/node-${process.platform}-${process.arch}`;
  return [home, join(home, inside)].find((folder) => existsSync(join(folder, 'include/node')));
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
