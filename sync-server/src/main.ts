/**
 * The relay as a program: puts the parts together, says in plain words what it is doing, and stops
 * when it is told to. The only reader of the environment.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { createRelay, type Relay } from './server.ts';
import { readSettings, type Environment, type Settings } from './settings.ts';
import { openSqliteStore, type OpenedStore } from './store/sqlite.ts';

const stopWithinMs = 3_000;
const repository = new URL('../../', import.meta.url);
const dataByDefault = fileURLToPath(new URL('data', repository));
const builtApp = fileURLToPath(new URL('web/build', repository));

/**
 * Runs the relay until the process is told to stop, which ends the process. What keeps it from
 * starting is said in one sentence, with exit code 1. `page` is the path of the page to open.
 */
export async function runMain(
  args: readonly string[],
  environment: Environment,
  page = '',
): Promise<void> {
  const settings = readSettings(args, environment, dataByDefault);
  if (settings.type === 'wrong') return giveUp(settings.sentence);
  const opened = openSqliteStore(settings.data);
  if (opened.type === 'cannot-open') return giveUp(storeSentence(opened.reason, settings.data));
  const started = await createRelay({
    ...settings,
    store: opened.store,
    clock: systemClock,
    random: systemRandom,
    staticFolder: existsSync(builtApp) ? builtApp : undefined,
    log: (line) => console.error(line),
  });
  if (started.type === 'cannot-listen') return giveUp(listenSentence(started.reason, settings));
  stopOnSignal(started.relay);
  announce(started.relay, settings, page);
}

function announce({ url }: Relay, { data, creating }: Settings, page: string): void {
  const books =
    creating === 'open'
      ? 'New books can be started here.'
      : 'New books cannot be started here. To allow it, set WARDBOOK_CREATE=open.';
  console.log(`Wardbook is running. Open ${url}${page}`);
  console.log(`Data folder: ${data}`);
  console.log(`${books} Press Ctrl+C to stop.`);
}

function stopOnSignal(relay: Relay): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    console.log('Stopping. Everything received is saved.');
    setTimeout(() => process.exit(0), stopWithinMs).unref();
    void relay.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function giveUp(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

function storeSentence(
  reason: (OpenedStore & { type: 'cannot-open' })['reason'],
  data: string,
): string {
  switch (reason) {
    case 'in-use':
      return `Another Wardbook relay is using the data folder ${data}. Stop it, or choose another folder with --data.`;
    case 'newer':
      return `The data folder ${data} was written by a newer Wardbook. Nothing was changed. Run that version, or choose another folder with --data.`;
    case 'cannot-write':
      return `Wardbook cannot write to its data folder ${data}. Choose a folder that it may write to with --data.`;
  }
}

function listenSentence(reason: string, { host, port }: Settings): string {
  switch (reason) {
    case 'EADDRINUSE':
      return `Port ${port} is already taken by another program. Stop that program, or choose another port, for example --port ${port === 65_535 ? 8081 : port + 1}.`;
    case 'EACCES':
      return `Wardbook may not use port ${port}. Choose one above 1023 with --port.`;
    default:
      return `Wardbook cannot listen on ${host}, port ${port} (${reason}). Choose an address of this machine with --host.`;
  }
}

if (import.meta.main) await runMain(process.argv.slice(2), process.env);
