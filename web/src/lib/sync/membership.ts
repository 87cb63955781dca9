/**
 * This device's standing in one book: the statements it holds, what `access` makes of them, the
 * keys they hold for it, and the names the members gave themselves.
 */
import { accessOf, applyStatement, roleAt, type Access } from '@wardbook/shared/access/access';
import { readStatement, type Role, type Statement } from '@wardbook/shared/access/statement';
import { toBase64Url } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { Clock } from '@wardbook/shared/base/ports';
import { bookKeysFor, type BookKeys } from '@wardbook/shared/sealing/book-keys';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { openLabel } from '@wardbook/shared/sealing/label';

/** The same statement always has the same fingerprint: its signature. */
export function fingerprint(statement: Uint8Array): string {
  return toBase64Url(statement.subarray(-64));
}

export class Membership {
  readonly book: BookId;
  readonly device: DeviceKeys;
  readonly #names = new Map<DeviceId, string>();
  #fingerprints: readonly string[] = [];
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

  /** Names by device, as each gave it when it began or joined. */
  get names(): ReadonlyMap<DeviceId, string> {
    return this.#names;
  }

  get isMember(): boolean {
    return this.#access?.members.has(this.device.id) ?? false;
  }

  role(now: Clock): Role | undefined {
    return this.#access && roleAt(this.#access, this.device.id, now());
  }

  /** Begins with the statements kept on this device. Those that do not hold are left out. */
  async load(statements: readonly Uint8Array[]): Promise<void> {
    const read = await Promise.all(statements.map(readStatement));
    const sound = read.filter((statement) => statement !== undefined);
    if (sound[0]?.book !== this.book) return;
    await this.#become(accessOf(sound));
  }

  /** Adds a statement. False when it is malformed, known already or against the rules. */
  async take(bytes: Uint8Array): Promise<boolean> {
    if (this.has(bytes)) return false;
    const statement = await readStatement(bytes);
    return statement !== undefined && this.add(statement);
  }

  async add(statement: Statement): Promise<boolean> {
    if (statement.book !== this.book) return false;
    const result = applyStatement(this.#access, statement);
    if (result.type === 'refused') return false;
    await this.#become(result.access);
    return true;
  }

  has(bytes: Uint8Array): boolean {
    return this.#fingerprints.includes(fingerprint(bytes));
  }

  /** The statements that `others` (fingerprints) do not have, in order. */
  statementsWithout(others: ReadonlySet<string>): Uint8Array[] {
    const statements = this.#access?.statements ?? [];
    return statements
      .filter((_, index) => !others.has(this.#fingerprints[index]!))
      .map((statement) => statement.bytes);
  }

  async #become(access: Access | undefined): Promise<void> {
    this.#access = access;
    if (!access) return;
    this.#fingerprints = access.statements.map((statement) => fingerprint(statement.bytes));
    this.#keys = await bookKeysFor(access, this.device);
    for (const { device, label } of access.members.values()) {
      if (this.#names.has(device)) continue;
      const name = await openLabel(this.#keys, device, label);
      if (name) this.#names.set(device, name);
    }
  }
}
