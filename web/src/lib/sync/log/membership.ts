/**
 * This device's membership of one book: the statements it holds, what `access` makes of them, the
 * keys they hold for it, and the names the members gave themselves.
 *
 * Invariant: the statements stand in the order of the relay's log as far as it has been read; those
 * that it has not shown yet come after them. So this device judges as the relay does. What it did
 * while out of reach counts only if it is still allowed after what the others did. Where a book is
 * on several relays, "the relay" is the one that its keepers named first.
 */
import { accessOf, applyStatement, mayDeviceAppend } from '@wardbook/shared/access/access';
import { beforeLeaving } from '@wardbook/shared/access/before-leaving';
import { roleAt, type Access, type Former } from '@wardbook/shared/access/state';
import { readStatement, type Role, type Statement } from '@wardbook/shared/access/statement';
import { toBase64Url } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { Clock } from '@wardbook/shared/base/ports';
import { Queue } from '@wardbook/shared/base/queue';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import { bookKeysFor, type BookKeys } from '@wardbook/shared/sealing/book-keys';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { labelParts, openLabel, openLabelAsKeeper } from '@wardbook/shared/sealing/label';

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
  readonly #deviceNames = new Map<DeviceId, string>();
  #held: Held[] = [];
  /** How many of them, counted from the first, stand in the log in this order. */
  #logged = 0;
  #version = 0;
  /** Each statement is judged by what the one before has come to. */
  readonly #queue = new Queue();
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

  /** Changes whenever the statements, or their order, may have changed. */
  get version(): number {
    return this.#version;
  }

  /**
   * Names by device, as its person gave it when they began or joined. Keepers see the names of
   * those who wait.
   */
  get names(): ReadonlyMap<DeviceId, string> {
    return this.#names;
  }

  /** What the devices called themselves beside their persons' names. */
  get deviceNames(): ReadonlyMap<DeviceId, string> {
    return this.#deviceNames;
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

  /** How this device's membership ended, if a keeper ended it. */
  get former(): Former | undefined {
    return this.#access?.former.get(this.device.id);
  }

  role(now: Clock): Role | undefined {
    return this.#access && roleAt(this.#access, this.device.id, now());
  }

  /** Whether the log takes such an entry from this device. */
  mayAppend(kind: EntryKind, now: Clock): boolean {
    return this.#access !== undefined && mayDeviceAppend(this.#access, this.device.id, kind, now());
  }

  /**
   * Begins with the statements kept on this device, or shown to it as a whole. Those that do not
   * hold are left out.
   */
  load(statements: readonly Uint8Array[]): Promise<void> {
    return this.#queue.run(() => this.#load(statements));
  }

  async #load(statements: readonly Uint8Array[]): Promise<void> {
    const read = await Promise.all(statements.map(readStatement));
    const sound = read.filter((statement) => statement !== undefined);
    if (sound[0]?.book !== this.book) return;
    this.#held = sound.map((statement) => ({ print: fingerprint(statement.bytes), statement }));
    await this.#judgeAnew();
  }

  /** `inLog` are the fingerprints of what the log that decides is known to hold, in this order. */
  settle(inLog: ReadonlySet<string>): void {
    const firstOutside = this.#held.findIndex(({ print }) => !inLog.has(print));
    this.#logged = firstOutside === -1 ? this.#held.length : firstOutside;
  }

  /**
   * The access that statements come to in the order of `prints`, the fingerprints of some that are
   * held.
   */
  accessAfter(prints: ReadonlySet<string>): Access | undefined {
    const held = new Map(this.#held.map(({ print, statement }) => [print, statement]));
    return accessOf([...prints].flatMap((print) => held.get(print) ?? []));
  }

  /** A statement as it travels, read; undefined when it does not hold. */
  async read(bytes: Uint8Array): Promise<Statement | undefined> {
    const print = fingerprint(bytes);
    const held = this.#held.find((each) => each.print === print);
    return held?.statement ?? readStatement(bytes);
  }

  /** Whether all of these fingerprints are of statements that are held. */
  holdsAll(prints: ReadonlySet<string>): boolean {
    const held = new Set(this.#held.map(({ print }) => print));
    return [...prints].every((print) => held.has(print));
  }

  /** The log begins anew: what it holds, and in which order, is yet to be seen. */
  forgetLog(): void {
    this.#logged = 0;
  }

  /** The next statement in the log. False when it changes nothing here. */
  async takeFromLog(bytes: Uint8Array): Promise<boolean> {
    return (await this.#queue.run(() => this.#takeFromLog(bytes))) === true;
  }

  async #takeFromLog(bytes: Uint8Array): Promise<boolean> {
    const print = fingerprint(bytes);
    const at = this.#held.findIndex((held) => held.print === print);
    if (at >= 0 && at <= this.#logged) {
      this.#logged = Math.max(this.#logged, at + 1);
      this.#version++;
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
    this.#version++;
    return true;
  }

  /** Adds a statement of this device's own that the log does not hold yet. False when refused. */
  async add(statement: Statement): Promise<boolean> {
    return (await this.#queue.run(() => this.#add(statement))) === true;
  }

  async #add(statement: Statement): Promise<boolean> {
    if (statement.book !== this.book) return false;
    const result = applyStatement(this.#access, statement);
    if (result.type === 'refused') return false;
    this.#held.push({ print: fingerprint(statement.bytes), statement });
    await this.#become(result.access);
    return true;
  }

  /** A statement from a log that does not decide the order. False when it changes nothing here. */
  async hear(bytes: Uint8Array): Promise<boolean> {
    return (await this.#queue.run(() => this.#hear(bytes))) === true;
  }

  async #hear(bytes: Uint8Array): Promise<boolean> {
    const print = fingerprint(bytes);
    if (this.#held.some((held) => held.print === print)) return false;
    const statement = await readStatement(bytes);
    return statement !== undefined && this.#add(statement);
  }

  /** The relay that decides has refused it: as far as the book goes it was never said. */
  drop(bytes: Uint8Array): Promise<void> {
    return this.#queue.run(() => this.#drop(bytes));
  }

  async #drop(bytes: Uint8Array): Promise<void> {
    const print = fingerprint(bytes);
    const at = this.#held.findIndex((held) => held.print === print);
    if (at < this.#logged) return;
    this.#held.splice(at, 1);
    await this.#judgeAnew();
  }

  /** The statements that none of the `logs` (fingerprints) has, in order. */
  statementsWithout(...logs: readonly ReadonlySet<string>[]): Uint8Array[] {
    return this.#held
      .filter(({ print }) => !logs.some((log) => log.has(print)))
      .map(({ statement }) => statement.bytes);
  }

  /**
   * As above, for a relay that does not decide the order: it is given what stands in the log that
   * decides, so that it has the same. Only the naming of relays is given to any of them, because
   * the one that decides may be gone.
   */
  settledStatementsWithout(others: ReadonlySet<string>): Uint8Array[] {
    return this.#held
      .filter(
        ({ print, statement }, at) =>
          !others.has(print) && (at < this.#logged || statement.body.type === 'relays'),
      )
      .map(({ statement }) => statement.bytes);
  }

  async #judgeOne(statement: Statement): Promise<void> {
    const result = applyStatement(this.#access, statement);
    if (result.type === 'access') await this.#become(result.access);
  }

  async #judgeAnew(): Promise<void> {
    const access = accessOf(this.#held.map(({ statement }) => statement));
    // In another order an epoch may have another key, so none counts as opened.
    if (access) await this.#become(access, new Map());
  }

  async #become(access: Access, opened = this.#keys): Promise<void> {
    // Whoever was removed can still read what they could: who it was that did it, for one.
    const { id } = this.device;
    const held = access.former.has(id) ? beforeLeaving(access, id)?.access : access;
    const keys = held ? await bookKeysFor(held, this.device, opened) : this.#keys;
    const former = [...access.former.values()];
    const members = former.filter(({ how }) => how !== 'declined');
    const declined = former.filter(({ how }) => how === 'declined');
    for (const { device, label } of [...access.members.values(), ...members])
      await this.#name(device, () => openLabel(keys, device, label));
    for (const { device, label } of [...access.waiting.values(), ...declined])
      await this.#name(device, () => openLabelAsKeeper(access, this.device, device, label));
    // All at once: nothing may be sealed for an epoch whose key is still being opened, or shown
    // nameless for a moment.
    this.#access = access;
    this.#keys = keys;
    this.#version++;
  }

  async #name(device: DeviceId, read: () => Promise<string | undefined>): Promise<void> {
    if (this.#names.has(device)) return;
    const { name, deviceName } = labelParts((await read()) ?? '');
    if (name) this.#names.set(device, name);
    if (name && deviceName) this.#deviceNames.set(device, deviceName);
  }
}
