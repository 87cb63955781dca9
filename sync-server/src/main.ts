/**
 * The relay as a program: puts the parts together, says in plain words what it is doing, and stops
 * when it is told to. `relay.js` runs it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { pino } from 'pino';
import { commandIn, runCommand } from './operating/commands.ts';
import type { LanPlace } from './operating/lan/lan.ts';
import { createLog } from './operating/log.ts';
import { listedIn } from './operating/makers.ts';
import type { Metrics } from './operating/metrics.ts';
import { watchWith } from './operating/watch.ts';
import { createRelay, type Certificate, type Relay, type Watch } from './server.ts';
import type { Log } from './session/context.ts';
import type { Creating } from './session/context.ts';
import { readSettings, type Environment, type Settings } from './settings.ts';
import { openBackup, type Backup } from './store/open-backup.ts';
import { openStore } from './store/open-store.ts';

const stopWithinMs = 3_000;
const repository = new URL('../../', import.meta.url);
const dataByDefault = fileURLToPath(new URL('data', repository));
const builtApp = fileURLToPath(new URL('web/build', repository));

/**
 * Runs the relay until the process is told to stop, which ends the process; or does what a command
 * (backup, restore, check) asks for. What keeps it from starting is said in one sentence, with exit
 * code 1. `page` is the path of the page to open.
 */
export async function runMain(
  args: readonly string[],
  environment: Environment,
  page = '',
): Promise<void> {
  // Package managers hand on the `--` that separates their own options from a script's.
  const own = args[0] === '--' ? args.slice(1) : args;
  const command = commandIn(own);
  const hasSubject = command !== undefined && own[1] !== undefined && !own[1].startsWith('--');
  const options = command ? own.slice(hasSubject ? 2 : 1) : own;
  const settings = readSettings(options, environment, dataByDefault);
  if (settings.type === 'wrong') return giveUp(settings.sentence);
  if (!command) return serve(settings, page);
  const subject = hasSubject ? own[1] : undefined;
  const { isWell, words } = await runCommand(command, subject, settings.data, systemClock());
  if (!isWell) return giveUp(words);
  console.log(words);
}

async function serve(settings: Settings, page: string): Promise<void> {
  // What a relay makes for a message is forgotten a moment later. Where the space for that grows, as
  // it does by itself, it takes twice the memory of all the rest and each pause is longer.
  setFlagsFromString('--semi-space-growth-factor=1');
  // Other threads that look for what is forgotten take turns with this one where a relay has one core
  // to itself, a dozen milliseconds each. In small steps of its own nobody waits for it.
  setFlagsFromString('--no-concurrent-marking');
  const lan = settings.lan && (await placeInRoom(settings.lan.host, settings.data));
  if (lan?.type === 'wrong') return giveUp(lan.sentence);
  const certificate = lan?.certificate ?? readCertificate(settings);
  if (typeof certificate === 'string') return giveUp(certificate);
  const host = lan?.host ?? settings.host;
  const opened = await openStore(settings.store, systemRandom);
  if (opened.type === 'cannot-open') return giveUp(opened.sentence);
  const log = createLog(settings.log, pino.destination({ fd: 2, sync: true }));
  const metrics = settings.metrics && (await createMetrics());
  const started = await createRelay({
    ...settings,
    host,
    store: metrics ? metrics.measured(opened.store) : opened.store,
    backup: backupOf(settings, log),
    creating: creatingOf(settings, log),
    certificate,
    watch: watchOf(settings, metrics, log),
    clock: systemClock,
    random: systemRandom,
    staticFolder: existsSync(builtApp) ? builtApp : undefined,
    log,
  });
  if (started.type === 'cannot-listen')
    return giveUp(listenSentence(started.reason, host, settings.port));
  const { relay } = started;
  if (metrics && !(await giveMetrics(metrics, relay, settings))) {
    await relay.close();
    return giveUp(metricsSentence(settings));
  }
  if (!lan) renewOnSignal(relay, settings, log);
  stopOnSignal(relay, settings, log);
  log('started', { port: relay.port });
  announce(relay, settings, page);
  const pagePort = settings.port === 0 ? 0 : relay.port + 1;
  if (lan && !(await announceLan(relay, lan, pagePort))) {
    await relay.close();
    giveUp(listenSentence('EADDRINUSE', lan.host, pagePort));
  }
}

function announce(relay: Relay, settings: Settings, page: string): void {
  const { store, creating, metrics } = settings;
  console.log(`Wardbook is running. Open ${relay.url}${page}`);
  if (store.type === 'folder') console.log(`Data folder: ${store.folder}`);
  else console.log(`Books are kept on NATS: ${store.place.servers.join(', ')}`);
  const { backupAt } = relay.figures();
  if (backupAt !== undefined)
    console.log(
      `A backup can be read beside it, last written to ${new Date(backupAt).toISOString()}.`,
    );
  if (metrics) console.log(`Metrics: http://${metrics.host}:${metrics.port}/metrics`);
  console.log(`${creatingSentence(creating)} Press Ctrl+C to stop.`);
}

// Loaded only when it is wanted: making certificates takes a large library.
async function placeInRoom(host: string | undefined, data: string): Promise<LanPlace> {
  const { lanPlace } = await import('./operating/lan/lan.ts');
  return lanPlace(host, data, systemClock, systemRandom);
}

/** Says how phones get in; false when the page that says it to them cannot be served. */
async function announceLan(
  { url }: Relay,
  { host, certificate }: LanPlace & { type: 'place' },
  port: number,
): Promise<boolean> {
  const { fingerprint } = certificate;
  const { lanWords } = await import('./operating/lan/lan.ts');
  const { serveTrustPage } = await import('./operating/lan/page.ts');
  const served = await serveTrustPage(host, port, url, certificate).catch(() => undefined);
  if (served) console.log(lanWords(url, served.url, fingerprint));
  return served !== undefined;
}

function creatingSentence(creating: Settings['creating']): string {
  if (creating === 'open') return 'New books can be started here.';
  if (creating === 'closed')
    return 'New books cannot be started here. To allow it, set WARDBOOK_CREATE=open.';
  if ('words' in creating) return 'New books can be started by whoever knows the word for it.';
  return `New books can be started by those on the list in ${creating.list}.`;
}

/** Without the backup the relay starts all the same: the books themselves matter more. */
function backupOf({ backup }: Settings, log: Log): Backup | undefined {
  if (backup === undefined) return undefined;
  const opened = openBackup(backup);
  if (opened.type === 'opened') return opened.backup;
  log('no backup is served', { level: 'error', detail: opened.sentence });
  return undefined;
}

function creatingOf({ creating }: Settings, log: Log): Creating {
  if (typeof creating === 'string' || 'words' in creating) return creating;
  return { isListed: listedIn(creating.list, log) };
}

function watchOf({ logAddresses }: Settings, metrics: Metrics | undefined, log: Log): Watch {
  const watches = [metrics?.watch, logAddresses ? watchWith(log, systemClock) : undefined];
  const given = watches.filter((watch) => watch !== undefined);
  return {
    closed: (reason, address) => given.forEach((watch) => watch.closed(reason, address)),
    turnedAway: (status, address) => given.forEach((watch) => watch.turnedAway(status, address)),
  };
}

// Loaded only when it is wanted, as the library behind it is large.
async function createMetrics(): Promise<Metrics> {
  const { Metrics } = await import('./operating/metrics.ts');
  return new Metrics();
}

async function giveMetrics(metrics: Metrics, relay: Relay, settings: Settings): Promise<boolean> {
  const { host, port } = settings.metrics!;
  metrics.observe(
    () => relay.figures(),
    async () => (await relay.unready()) === undefined,
  );
  return metrics.serve(host, port).then(
    () => true,
    () => false,
  );
}

/** The certificate, nothing when none is wanted, or the sentence that says why it cannot be had. */
function readCertificate({ tls }: Settings): Certificate | string | undefined {
  if (!tls) return undefined;
  try {
    const certificate = { key: readFileSync(tls.key), cert: readFileSync(tls.cert) };
    createSecureContext(certificate);
    return certificate;
  } catch (error) {
    return `Wardbook cannot use the key ${tls.key} with the certificate ${tls.cert}: ${(error as Error).message}.`;
  }
}

/** A certificate that was renewed is taken up on SIGHUP; one that is no good leaves the old in use. */
function renewOnSignal(relay: Relay, settings: Settings, log: Log): void {
  process.on('SIGHUP', () => {
    const certificate = readCertificate(settings);
    if (typeof certificate === 'string')
      return log('cannot renew the certificate', { level: 'error', detail: certificate });
    if (certificate) relay.renew(certificate);
    log(certificate ? 'renewed the certificate' : 'nothing to renew');
  });
}

function stopOnSignal(relay: Relay, { drainMs }: Settings, log: Log): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    console.log('Stopping. Everything received is saved.');
    log('stopping', { drainMs });
    setTimeout(() => process.exit(0), drainMs + stopWithinMs).unref();
    void relay
      .drain(drainMs)
      .then(() => relay.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function giveUp(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

function metricsSentence({ metrics }: Settings): string {
  return `Wardbook cannot give out metrics at ${metrics!.host}, port ${metrics!.port}. Choose another address or port in WARDBOOK_METRICS.`;
}

function listenSentence(reason: string, host: string, port: number): string {
  switch (reason) {
    case 'EADDRINUSE':
      return `Port ${port} is already taken by another program. Stop that program, or choose another port, for example --port ${port === 65_535 ? 8081 : port + 1}.`;
    case 'EACCES':
      return `Wardbook may not use port ${port}. Choose one above 1023 with --port.`;
    default:
      return `Wardbook cannot listen on ${host}, port ${port} (${reason}). Choose an address of this machine with --host.`;
  }
}
