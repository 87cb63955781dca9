/**
 * Wards' books that were built once in this worker, by the app itself and through its pages, and are
 * laid into the relay and the browsers of each test that only needs one: as if all of them had been
 * put away a moment ago. Doesn't know how the app keeps anything.
 *
 * A book knows its relay by its address: the relays that one is laid into must all have the same port.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import {
  leaveApp,
  letKeysBeRead,
  readDatabases,
  writeDatabases,
  type StoredDatabase,
} from './browser-storage.ts';
import { Device, type Team } from './device.ts';
import { putOffWorkers } from './put-by.ts';
import type { TestRelay } from './relay.ts';

interface StoredWard {
  readonly bookPath: string;
  /** The relay's data folder. */
  readonly relayData: string;
  /** What is in the browser of each of the team. */
  readonly browsers: readonly (readonly StoredDatabase[])[];
}

export class StoredWards {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'wardbook-wards-'));
  readonly #wards = new Map<string, StoredWard>();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /**
   * The small ward of this team, at the relay, which must be as it was when it was first started, and
   * on the devices, one for each of the team, which must have been nowhere yet. Gives the book's path.
   */
  async layOut(relay: TestRelay, devices: readonly Device[], team: Team): Promise<string> {
    const ward = this.#wards.get(team.join()) ?? (await this.#build(relay, devices[0]!, team));
    await relay.takeData(ward.relayData);
    for (const [index, { page }] of devices.entries()) {
      await leaveApp(page, relay.url);
      await writeDatabases(page, ward.browsers[index]!);
    }
    return ward.bookPath;
  }

  async #build(relay: TestRelay, { guard }: Device, team: Team): Promise<StoredWard> {
    const devices: Device[] = [];
    for (const _ of team) {
      const context = await this.#browser.newContext({ baseURL: relay.url });
      guard.watch(context);
      await putOffWorkers(context);
      await letKeysBeRead(context);
      devices.push(new Device(await context.newPage(), guard));
    }
    const bookPath = await this.#fill(relay, devices, team);
    const browsers: StoredDatabase[][] = [];
    for (const { page } of devices) {
      await leaveApp(page, relay.url);
      browsers.push(await readDatabases(page));
    }
    for (const { context } of devices) await context.close();
    const relayData = join(this.#folder, String(this.#wards.size));
    await relay.copyData(relayData);
    const ward = { bookPath, relayData, browsers };
    this.#wards.set(team.join(), ward);
    return ward;
  }

  /** The book as people make it; ends with all of it at the relay and on every device. */
  async #fill(relay: TestRelay, devices: readonly Device[], team: Team): Promise<string> {
    const [keeper, newcomer] = [devices[0]!, devices.at(-1)!];
    const [name, ...editors] = team;
    const last = editors.pop();
    if (last === undefined) {
      await keeper.buildFullWard(name);
    } else {
      const bookPath = await this.layOut(relay, devices.slice(0, -1), [name, ...editors]);
      await keeper.page.goto(bookPath);
      await newcomer.join(await keeper.invite('Editor'), last);
    }
    await keeper.seesShared();
    return keeper.bookPath;
  }
}
