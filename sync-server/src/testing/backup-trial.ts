/** A book in a backup that a relay serves beside its live log, and those who read it there. */
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import type { Store } from '../store/store.ts';
import { Client } from '../trials/client.ts';
import { openTeam, sealedBy, type Team } from '../trials/team.ts';
import {
  createTroubledStore,
  type startRelay,
  type TestRelay,
  type TroubledStore,
} from './relay.ts';

type ConnectedTeam = Team & { client: Client };
type Start = typeof startRelay;
type Before = (relay: TestRelay, team: ConnectedTeam) => Promise<void>;

export interface Trial {
  readonly relay: TestRelay;
  readonly team: ConnectedTeam;
  readonly live: TroubledStore;
  readonly past: TroubledStore;
}

/** A store that a relay before had, and that stays as it is when that relay ends. */
export const kept = (store: Store): Store => ({ ...store, close: async () => {} });

/** A book with two updates and whatever `before` does there, as a backup. The live log has none. */
export async function backedUp(start: Start, before: Before) {
  const past = createTroubledStore();
  const first = await start({ store: kept(past) });
  const team = await openTeam(first);
  await append(team, 2);
  await before(first, team);
  past.commits = 0;
  const live = createTroubledStore();
  const relay = await start({ store: live, backup: { store: past, at: first.now } });
  return { relay, team, live, past };
}

/** The same, and the live log has the book's statements of then. */
export async function begin(start: Start, before: Before = async () => {}): Promise<Trial> {
  const trial = await backedUp(start, before);
  const client = await bring(trial.relay, trial.team);
  return { ...trial, team: { ...trial.team, client } };
}

export async function append({ client, keeper }: ConnectedTeam, count: number): Promise<void> {
  for (let ref = 1; ref <= count; ref += 1) {
    client.send({ type: 'append', ref, kind: 'update', blob: await sealedBy(keeper) });
    await client.next('entries');
    await client.next('receipt');
  }
}

/** The keeper brings the book, as it knows it, to the live log. */
export async function bring(
  { relay }: TestRelay,
  { keeper, book, statements }: Team,
): Promise<Client> {
  const client = new Client(relay.url);
  await client.hello(keeper, book);
  await client.next('unknown');
  client.send({ type: 'statements', statements: statements.map(({ bytes }) => bytes) });
  await client.next('welcome');
  await client.next('entries');
  await client.next('live');
  return client;
}

export const knock = ({ relay }: Pick<Trial, 'relay'>) =>
  new Client(relay.relay.url, {}, '/backup');

export async function greet(
  trial: Pick<Trial, 'relay' | 'team'>,
  device: DeviceKeys,
): Promise<Client> {
  const client = knock(trial);
  await client.hello(device, trial.team.book);
  return client;
}

export async function until(client: Client, type: 'welcome' | 'live'): Promise<void> {
  while ((await client.nextAny(type)).type !== type);
}

/** A reader who has been shown everything: its frames, the challenge first. */
export async function readAll(
  trial: Pick<Trial, 'relay' | 'team'>,
  device: DeviceKeys,
): Promise<Client> {
  const client = await greet(trial, device);
  await until(client, 'live');
  return client;
}

/** Why a device is turned away, which has been shown nothing by then. */
export async function refusalOf(trial: Pick<Trial, 'relay' | 'team'>, device: DeviceKeys) {
  const client = await greet(trial, device);
  const reason = await client.closed;
  if (client.frames.length !== 1) throw new Error('it was shown something');
  return reason;
}
