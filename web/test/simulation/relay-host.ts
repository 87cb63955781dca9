/** The real relay on a real SQLite file, which can be stopped, wiped and set back to an old copy. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, type Bytes } from '@wardbook/shared/base/bytes';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { headingOf, kindOf, type EntryKind } from '@wardbook/shared/protocol/entry';
import { createRelay, type Relay, type RelayOptions } from '@wardbook/sync-server/server';
import { backUp } from '@wardbook/sync-server/operating/backup';
import { openBackup, type Backup } from '@wardbook/sync-server/store/open-backup';
import { databaseFile, openSqliteStore } from '@wardbook/sync-server/store/sqlite';

/** A sealed entry as it lies in a log; `print` stands for its bytes. */
export interface LoggedEntry {
  readonly kind: EntryKind;
  readonly at: number;
  readonly author: DeviceId;
  readonly print: string;
}

export class RelayHost {
  readonly #root = mkdtempSync(join(tmpdir(), 'wardbook-simulation-'));
  readonly #folder = join(this.#root, 'now');
  readonly #copyFolder = join(this.#root, 'copy');
  /** The backup that is served beside the live log, once there is one. */
  readonly backupFile = join(this.#root, 'backup.sqlite');
  #relay: Relay | undefined;
  starts = 0;
  /** As whoever runs it has set them. Counts from the next start on. */
  settings: Pick<RelayOptions, 'creating'> & Partial<Pick<RelayOptions, 'limits' | 'pages'>> = {
    creating: 'open',
  };

  /** Where it listens now; nowhere while it is down. */
  get address(): string {
    return this.#relay ? `ws://127.0.0.1:${this.#relay.port}/relay` : 'ws://127.0.0.1:1/';
  }

  get isUp(): boolean {
    return this.#relay !== undefined;
  }

  async start(): Promise<void> {
    const opened = openSqliteStore(this.#folder);
    if (opened.type !== 'opened') throw new Error(`${opened.reason}: ${opened.detail}`);
    const started = await createRelay({
      store: opened.store,
      backup: this.#backup(),
      clock: systemClock,
      random: systemRandom,
      pages: 'any',
      ...this.settings,
      host: '127.0.0.1',
      port: 0,
      log: () => {},
    });
    if (started.type !== 'started') throw new Error(started.reason);
    this.#relay = started.relay;
    this.starts++;
  }

  async stop(): Promise<void> {
    await this.#relay?.close();
    this.#relay = undefined;
  }

  async wipe(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Keeps a copy of the store as it is now. */
  async backUp(): Promise<void> {
    await this.stop();
    rmSync(this.#copyFolder, { recursive: true, force: true });
    if (existsSync(this.#folder)) cpSync(this.#folder, this.#copyFolder, { recursive: true });
    await this.start();
  }

  /** Makes a backup of the store as it is now, and serves it from the next start on. */
  async makeBackup(): Promise<void> {
    rmSync(this.backupFile, { force: true });
    const made = await backUp(this.#folder, this.backupFile, systemClock());
    if (made.type === 'failed') throw new Error(made.sentence);
  }

  #backup(): Backup | undefined {
    if (!existsSync(this.backupFile)) return undefined;
    const opened = openBackup(this.backupFile);
    if (opened.type !== 'opened') throw new Error(opened.sentence);
    return opened.backup;
  }

  /** Goes back to the copy, if there is one. */
  async restore(): Promise<boolean> {
    if (!existsSync(this.#copyFolder)) return false;
    await this.wipe();
    cpSync(this.#copyFolder, this.#folder, { recursive: true });
    return true;
  }

  /** What the log's last snapshot covers, and how long it is. Only while stopped. */
  async extent(book: BookId): Promise<{ snapshotCovers: number; head: number }> {
    const opened = openSqliteStore(this.#folder);
    if (opened.type !== 'opened') throw new Error(`${opened.reason}: ${opened.detail}`);
    const log = await opened.store.openLog(book);
    await opened.store.close();
    return log.type === 'log' ? log : { snapshotCovers: 0, head: 0 };
  }

  /** Every sealed entry in the file in its order, those that a snapshot covers too. Only while stopped. */
  sealedEntries(): LoggedEntry[] {
    const database = new DatabaseSync(join(this.#folder, databaseFile));
    const rows = database
      .prepare(
        'SELECT kind, at, blob FROM entries WHERE kind > 0 AND blob IS NOT NULL ORDER BY place',
      )
      .all() as unknown as { kind: number; at: number; blob: Bytes }[];
    database.close();
    return rows.map(({ kind, at, blob }) => ({
      kind: kindOf(kind),
      at,
      author: headingOf(blob)!.author,
      print: toHex(sha256(blob)),
    }));
  }

  /** As a disk may: one bit of this entry is another. Only while stopped. */
  damage(seq: number): void {
    const database = new DatabaseSync(join(this.#folder, databaseFile));
    const { blob } = database
      .prepare('SELECT blob FROM entries WHERE place % 4294967296 = ?')
      .get(seq) as { blob: Uint8Array };
    blob[blob.length >> 1]! ^= 4;
    database.prepare('UPDATE entries SET blob = ? WHERE place % 4294967296 = ?').run(blob, seq);
    database.close();
  }

  /** Words that stand in the clear in any file the relay has written. Only while stopped. */
  wordsInFiles(words: readonly string[]): string[] {
    const files = [this.#folder, this.#copyFolder]
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    return words.filter((word) => files.some((content) => content.includes(word)));
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
