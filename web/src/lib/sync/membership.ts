/**
 * This device's standing in one book: the statements it holds, what `access` makes of them, the
 * keys they hold for it, and the names the members gave themselves.
 *
 * Invariant: the statements stand in the order of the relay's log as far as it has been read, those
 * it has not shown yet after them. So this device judges as the relay does, and what it did itself
 * while apart counts only if it still holds behind what the others did.
 */
import {
  accessOf,
  applyStatement,
  roleAt,
  type Access,
  type Former,
} from '@wardbook/shared/access/access';
import { readStatement, type Role, type Statement } from '@wardbook/shared/access/statement';
import { toBase64Url } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { Clock } from '@wardbook/shared/base/ports';
import { bookKeysFor, type BookKeys } from '@wardbook/shared/sealing/book-keys';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { openLabel, openLabelAsKeeper } from '@wardbook/shared/sealing/label';

/** The same statement always has the same fingerprint: its signature. */
export function fingerprint(statement: Uint8Array): string {
  return toBase64Url(statement.subarray(-64));
}

interface Held {
  readonly print: string;
  readonly statement: Statement;
}

export class Membership {
  readonly book: BookId;
  readonly device: DeviceKeys;
  readonly #names = new Map<DeviceId, string>();
  #held: Held[] = [];
  /** How many of them, from the first, stand as in the log. */
  #logged = 0;
  #access: Access | undefined;
  #keys: BookKeys = new Map();

  constructor(book: BookId, device: DeviceKeys) {
    this.book = book;
    this.device = device;
  }

  get access(): Access | undefined {
    return this.#access;
  }

  get keys(): BookKeys {
    return this.#keys;
  }

  /** Names by device, as each gave it when it began or joined; of those who wait, to keepers. */
  get names(): ReadonlyMap<DeviceId, string> {
    return this.#names;
  }

  /** All statements held, in order, as they travel. */
  get statements(): Uint8Array[] {
    return this.#held.map(({ statement }) => statement.bytes);
  }

  /** Whether this device is in the book, or has joined and waits for a keeper. */
  get hasJoined(): boolean {
    const { access, device } = this;
    return access !== undefined && (access.members.has(device.id) || access.waiting.has(device.id));
  }

  /** How this device's standing ended, if a keeper ended it. */
  get former(): Former | undefined {
    return this.#access?.former.get(this.device.id);
  }

  role(now: Clock): Role | undefined {
    return this.#access && roleAt(this.#access, this.device.id, now());
  }

  /**
   * Begins with the statements kept on this device, or shown to it as a whole. Those that do not
   * hold are left out. `inLog` are the fingerprints of those that the log is known to hold.
   */
  async load(statements: readonly Uint8Array[], inLog: ReadonlySet<string>): Promise<void> {
    const read = await Promise.all(statements.map(readStatement));
    const sound = read.filter((statement) => statement !== undefined);
    if (sound[0]?.book !== this.book) return;
    this.#held = sound.map((statement) => ({ print: fingerprint(statement.bytes), statement }));
    const firstOutside = this.#held.findIndex(({ print }) => !inLog.has(print));
    this.#logged = firstOutside === -1 ? this.#held.length : firstOutside;
    await this.#judgeAnew();
  }

  /** The log begins anew: what it holds, and in which order, is yet to be seen. */
  forgetLog(): void {
    this.#logged = 0;
  }

  /** The next statement in the log. False when it changes nothing here. */
  async takeFromLog(bytes: Uint8Array): Promise<boolean> {
    const print = fingerprint(bytes);
    const at = this.#held.findIndex((held) => held.print === print);
    if (at >= 0 && at <= this.#logged) {
      this.#logged = Math.max(this.#logged, at + 1);
      return false;
    }
    const statement = at < 0 ? await readStatement(bytes) : this.#held[at]!.statement;
    if (statement?.book !== this.book) return false;
    const isLast = at < 0 && this.#logged === this.#held.length;
    if (at >= 0) this.#held.splice(at, 1);
    this.#held.splice(this.#logged, 0, { print, statement });
    this.#logged++;
    if (isLast) await this.#judgeOne(statement);
    else await this.#judgeAnew();
    return true;
  }

  /** Adds a statement of this device's own that the log does not hold yet. False when refused. */
  async add(statement: Statement): Promise<boolean> {
    if (statement.book !== this.book) return false;
    const result = applyStatement(this.#access, statement);
    if (result.type === 'refused') return false;
    this.#held.push({ print: fingerprint(statement.bytes), statement });
    await this.#become(result.access);
    return true;
  }

  /** The relay has refused it: as far as the book goes it was never said. */
  async drop(bytes: Uint8Array): Promise<void> {
    const print = fingerprint(bytes);
    const at = this.#held.findIndex((held) => held.print === print);
    if (at < this.#logged) return;
    this.#held.splice(at, 1);
    await this.#judgeAnew();
  }

  /** The statements that `others` (fingerprints) do not have, in order. */
  statementsWithout(others: ReadonlySet<string>): Uint8Array[] {
    return this.#held
      .filter(({ print }) => !others.has(print))
      .map(({ statement }) => statement.bytes);
  }

  async #judgeOne(statement: Statement): Promise<void> {
    const result = applyStatement(this.#access, statement);
    if (result.type === 'access') await this.#become(result.access);
  }

  async #judgeAnew(): Promise<void> {
    const access = accessOf(this.#held.map(({ statement }) => statement));
    if (access) await this.#become(access);
  }

  async #become(access: Access): Promise<void> {
    this.#access = access;
    // Whoever was removed can still read what they could: who it was that did it, for one.
    if (!access.former.has(this.device.id)) this.#keys = await bookKeysFor(access, this.device);
    const former = [...access.former.values()];
    const removed = former.filter(({ how }) => how === 'removed');
    const declined = former.filter(({ how }) => how === 'declined');
    for (const { device, label } of [...access.members.values(), ...removed])
      await this.#name(device, () => openLabel(this.#keys, device, label));
    for (const { device, label } of [...access.waiting.values(), ...declined])
      await this.#name(device, () => openLabelAsKeeper(access, this.device, device, label));
  }

  async #name(device: DeviceId, read: () => Promise<string | undefined>): Promise<void> {
    if (this.#names.has(device)) return;
    const name = await read();
    if (name) this.#names.set(device, name);
  }
}
