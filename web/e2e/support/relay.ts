/**
 * The real relay with the built app, on a port and in a data folder of its own, and what may become
 * of a relay: stopped, started again, wiped, put back from an old copy, its disk damaged, its clock
 * set, its commits held back. It listens on this machine only.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { createRelay, type Relay, type RelayOptions } from '@wardbook/sync-server/server';
import { backUp } from '@wardbook/sync-server/operating/backup';
import { openBackup, type Backup } from '@wardbook/sync-server/store/open-backup';
import { databaseFile, openSqliteStore } from '@wardbook/sync-server/store/sqlite';
import type { Store } from '@wardbook/sync-server/store/store';

const builtApp = fileURLToPath(new URL('../../build', import.meta.url));

export class TestRelay {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wardbook-e2e-'));
  readonly #backupFile = join(this.#folder, 'backup.sqlite');
  #relay: Relay | undefined;
  #store: Store | undefined;
  #port: number;
  #aheadMs = 0;
  #paused: Promise<void> | undefined;
  #release: () => void = () => undefined;
  /** As whoever runs it has set them. Counts from the next start on. */
  settings: Pick<RelayOptions, 'creating'> & Partial<Pick<RelayOptions, 'limits' | 'pages'>> = {
    creating: 'open',
  };
  /** Whether it has ever been away: then browsers may say in their consoles that it was. */
  hasBeenAway = false;

  /** On a port that is free, unless one is named. */
  constructor(port = 0) {
    this.#port = port;
  }

  /** Where the app is, with no slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Always on the port it had first. */
  async start(): Promise<void> {
    if (!existsSync(join(builtApp, 'index.html')))
      throw new Error('The app is not built. Run `pnpm test`, or `vite build` in web/.');
    const opened = openSqliteStore(this.#data);
    if (opened.type !== 'opened') throw new Error(`${opened.reason}: ${opened.detail}`);
    this.#store = opened.store;
    const started = await createRelay({
      store: this.#pausable(opened.store),
      clock: () => Date.now() + this.#aheadMs,
      random: systemRandom,
      staticFolder: builtApp,
      pages: 'any',
      ...this.settings,
      ...(existsSync(this.#backupFile) && { backup: backupIn(this.#backupFile) }),
      host: '127.0.0.1',
      port: this.#port,
      log: () => undefined,
    });
    if (started.type !== 'started') throw new Error(`The relay cannot listen: ${started.reason}`);
    this.#relay = started.relay;
    this.#port = started.relay.port;
  }

  async stop(): Promise<void> {
    this.hasBeenAway = true;
    await this.#close();
  }

  /** What it holds of the book at this address in the app, `/b/…`. To be called while it runs. */
  async bytesOf(bookPath: string): Promise<number> {
    const log = await this.#store?.openLog(bookPath.slice('/b/'.length) as BookId);
    if (log?.type !== 'log') throw new Error(`The relay has no book ${bookPath}`);
    return log.bytes;
  }

  /** Its operator makes a backup, and serves it beside the live log from the next start on. */
  async keepBackup(): Promise<void> {
    const made = await backUp(this.#data, this.#backupFile, Date.now());
    if (made.type === 'failed') throw new Error(made.sentence);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** As if its disk had been lost. To be called while it is stopped. */
  wipe(): void {
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** Sets aside what it holds now. To be called while it is stopped. */
  setAside(): void {
    copyFolder(this.#data, this.#copy);
  }

  /** Puts back what `setAside` set aside. To be called while it is stopped. */
  restoreCopy(): void {
    copyFolder(this.#copy, this.#data);
  }

  /** Copies what it holds to a folder. To be called while nobody is connected. */
  async copyData(folder: string): Promise<void> {
    await this.#close();
    copyFolder(this.#data, folder);
    await this.start();
  }

  /** Holds from now on what `copyData` has put into a folder. To be called while nobody is connected. */
  async takeData(folder: string): Promise<void> {
    await this.#close();
    copyFolder(folder, this.#data);
    await this.start();
  }

  /** As if its disk gave the last change back with one bit wrong. To be called while it is stopped. */
  damageLastChange(): void {
    const database = new DatabaseSync(join(this.#data, databaseFile));
    const { place, blob } = database
      .prepare('SELECT place, blob FROM entries WHERE kind = 1 ORDER BY place DESC LIMIT 1')
      .get() as { place: number; blob: Uint8Array };
    blob[blob.length >> 1]! ^= 4;
    database.prepare('UPDATE entries SET blob = ? WHERE place = ?').run(blob, place);
    database.close();
  }

  /** Lets time pass by the relay's clock alone. */
  passTime(ms: number): void {
    this.#aheadMs += ms;
  }

  /** From now on nothing is saved, so nobody gets a receipt, until `letCommit`. */
  pauseCommits(): void {
    this.#paused = new Promise((resolve) => (this.#release = resolve));
  }

  letCommit(): void {
    this.#paused = undefined;
    this.#release();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #close(): Promise<void> {
    this.letCommit();
    await this.#relay?.close();
    this.#relay = undefined;
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  get #copy(): string {
    return join(this.#folder, 'copy');
  }

  #pausable(store: Store): Store {
    return {
      openLog: (book) => store.openLog(book),
      createLog: (log) => store.createLog(log),
      commitBounds: store.commitBounds,
      follow: (book, after, follower) => store.follow(book, after, follower),
      commit: async (batch) => {
        await this.#paused;
        return store.commit(batch);
      },
      read: (request) => store.read(request),
      mend: (book, seq, blob) => store.mend(book, seq, blob),
      hashAt: (book, seq) => store.hashAt(book, seq),
      booksStartingWith: (start, count) => store.booksStartingWith(start, count),
      prune: (before) => store.prune(before),
      deleteBook: (tombstone) => store.deleteBook(tombstone),
      health: () => store.health(),
      close: () => store.close(),
    };
  }
}

function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}

function backupIn(file: string): Backup {
  const opened = openBackup(file);
  if (opened.type !== 'opened') throw new Error(opened.sentence);
  return opened.backup;
}
