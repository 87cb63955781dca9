/**
 * The open book as runes: what the pages read and what they do. Everything read here is reactive;
 * everything done here is one command on the document, which answers at once.
 * Doesn't know about pages, routes or components.
 */
import type { Derived, Event, Reading } from '@wardbook/shared/ledger/kind';
import type { Index } from '@wardbook/shared/ledger/ledger';
import { comparisonOf, type Comparison } from '@wardbook/shared/access/comparison';
import type { AuditedAct, Role } from '@wardbook/shared/access/statement';
import type { DeviceId, BookId } from '@wardbook/shared/base/ids';
import { authorOn } from './author.ts';
import { bookSettings, settingsIndex } from '@wardbook/shared/kinds/settings/settings';
import { codes } from '@wardbook/shared/kinds/code/code';
import { districts } from '@wardbook/shared/kinds/register/district';
import { holders } from '@wardbook/shared/kinds/holder/holder';
import { editions } from '@wardbook/shared/kinds/register/register';
import { deviceIndex, namesOf, type FormerName } from '@wardbook/shared/kinds/device/device';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Author, RefusalReason } from '@wardbook/shared/ledger/command';
import type { History } from '@wardbook/shared/find/history';
import type { MemoryItem } from '@wardbook/shared/kinds/memory/memory-index';
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { issueInvite, type InviteTerms } from '@wardbook/shared/sealing/found';
import { nowEach, type Step } from '../platform/now.ts';
import { writeInviteLink } from '../sync/files/invite-link.ts';
import type { Membership } from '../sync/log/membership.ts';
import type { Deletion } from '../sync/link/relay-link.ts';
import type { Replica } from '../sync/replica.ts';
import { mayNameRelays, type ReplicaStatus } from '../sync/replica-status.ts';
import { dataStatus, type DataStatus } from './data-status.ts';
import { copiesOf, holdsAll, isOnlyCopy, type Copies } from './holders.ts';
import type { BookFiles } from './book-files.ts';
import type { EarlierBooks } from './earlier-books.ts';
import type { KeeperAct, KeeperActResult } from './keeper-act.ts';
import type { OwnInviteResult } from './own-device.ts';
import { deviceNameOf, personOf, teammateOf, writeNames, type Teammate } from './people.ts';
import { auditAct } from './audit-act.ts';
import type { Presence } from './presence.svelte.ts';
import type { Register } from './register.svelte.ts';
import { Sitting } from './sitting.svelte.ts';
import { hasOneKeeperOnly, teamOf, type TeamPerson } from './team.ts';
import { whyNotWrite, type WhyNotWrite } from './why-not-write.ts';
import { comersOf, type Comer } from './comers.ts';

export class Workspace implements Reading {
  readonly author: Author;
  /** Another where the document was made anew: nothing of one is to be held on to. */
  #sitting: Sitting;
  readonly #memory = $derived.by(() => this.history.memory());
  readonly #relayAheadMs = $derived.by(() => this.status.relayAheadMs);
  readonly #mayDecide = $derived.by(() => this.status.relays[0]?.connection === 'live');
  #isClosed = $state(false);

  constructor(replica: Replica) {
    const { membership } = replica;
    this.author = authorOn({ membership, recordedAt: () => this.#replica.recordedAt() });
    this.#sitting = $state.raw(new Sitting(replica, this.author));
  }

  get book(): Book {
    return this.#sitting.book;
  }

  get register(): Register {
    return this.#sitting.register;
  }

  get presence(): Presence {
    return this.#sitting.presence;
  }

  get files(): BookFiles {
    return this.#sitting.files;
  }

  get earlier(): EarlierBooks {
    return this.#sitting.earlier;
  }

  get id(): BookId {
    return this.#replica.book;
  }

  get status(): ReplicaStatus {
    return this.#sitting.status;
  }

  /**
   * The relay's clock, by which roles and links end and the team's acts are dated. What shows it is
   * worked out again each minute.
   */
  get now(): number {
    return this.nowEach('minute');
  }

  /** As `now`, for what is to be worked out more often. */
  nowEach(step: Step): number {
    nowEach(step);
    void this.#relayAheadMs;
    return this.#replica.relayNow();
  }

  /** Where this device's data is, in words. */
  get data(): DataStatus {
    return dataStatus(this.status, (devices) => {
      const people = new Set([...devices].map((device) => this.personOf(device)));
      return [...people].map((person) => this.teammate(person).name);
    });
  }

  /** What this device may do now; undefined where it waits, or its time is over. */
  get role(): Role | undefined {
    return this.membership.role(() => this.now);
  }

  /** Why this device may not change the book; undefined where it may. */
  get whyNotWrite(): WhyNotWrite | undefined {
    const { closedFor, role } = this;
    return whyNotWrite({ closedFor }, role);
  }

  /** Why nobody can write in the book with this app; undefined where one can. */
  get closedFor(): RefusalReason | undefined {
    // Of another kind it is by its settings, and newer by what its keepers have signed.
    this.of(settingsIndex);
    void this.membership;
    return this.book.closedFor;
  }

  /** Whether this device may change the book. */
  get mayWrite(): boolean {
    return this.whyNotWrite === undefined;
  }

  /** Whether the relay that decides is there, which what keepers do to the team needs. */
  get mayDecide(): boolean {
    return this.#mayDecide;
  }

  /** Whether it can be said which relays the book is on. */
  get mayNameRelays(): boolean {
    return mayNameRelays(this.status);
  }

  get isKeeper(): boolean {
    return this.role === 'keeper';
  }

  /** Ward and council; undefined only while a joined book is still empty. */
  get settings() {
    return bookSettings(this);
  }

  get districts() {
    return districts(this);
  }

  /** All codes in the team's order, retired ones among them. */
  get codes() {
    return codes(this);
  }

  /** Editions of the register, the newest first. */
  get editions() {
    return editions(this);
  }

  /** What is derived of the book. Read again whenever something of the kinds it rests on changes. */
  of<E extends Event, I extends Index<E>>(derived: Derived<E, I>): I {
    return this.#sitting.followed.of(derived);
  }

  /** All that was recorded. Read again whenever anything is. */
  get history(): History {
    return this.#sitting.history;
  }

  /** What is known of one person. Read again when something about them is recorded. */
  person(id: PersonId): PersonHistory {
    return this.#sitting.subjects.person(id);
  }

  /** What the ward knows, the last changed first. */
  get memory(): readonly MemoryItem[] {
    return this.#memory;
  }

  /** Who a device belongs to, as screens show them. */
  teammate(device: DeviceId): Teammate {
    this.of(deviceIndex);
    return teammateOf(this.book, this.membership, device);
  }

  /** What a person was called before, the oldest first. */
  formerNames(person: DeviceId): readonly FormerName[] {
    return namesOf(this, person)?.formerly ?? [];
  }

  /** What a device is called; undefined where nobody has said. */
  deviceName(device: DeviceId): string | undefined {
    this.of(deviceIndex);
    return deviceNameOf(this.book, this.membership, device);
  }

  /** The first device of whoever this one belongs to. */
  personOf(device: DeviceId): DeviceId {
    return personOf(this.membership.access, device);
  }

  /** Whether a device is this one or another of the same person. */
  isOwn(device: DeviceId): boolean {
    return this.personOf(device) === this.personOf(this.author.device);
  }

  /** Whose devices these are, each once, without this device's own person. */
  others(devices: Iterable<DeviceId>): Teammate[] {
    const people = new Set([...devices].map((device) => this.personOf(device)));
    people.delete(this.personOf(this.author.device));
    return [...people].map((person) => this.teammate(person));
  }

  /** Everybody in the book, each once, by when they came. */
  get team(): readonly TeamPerson[] {
    return teamOf(this.membership.access);
  }

  /** Whether nobody but this device's person can let anybody in, and there is no recovery sheet. */
  get isOnlyKeeper(): boolean {
    const { access } = this.membership;
    if (!this.isKeeper || !access || this.settings?.demo) return false;
    return hasOneKeeperOnly(access, this.now);
  }

  /** Every device in the book, and when each last had all of it. */
  get holders(): Copies {
    const { now } = this;
    const { device } = this.author;
    const at = holdsAll(this.status) ? now : this.#sitting.heldAt;
    const own = at === undefined ? [] : [{ device, at }];
    const said = [...holders(this), ...this.#sitting.holdersHere, ...own];
    return copiesOf(this.membership.access, said, now);
  }

  /** Whether there is something to lose, on no other device, and no recovery sheet to bring it back. */
  get isOnlyHere(): boolean {
    if (this.settings?.demo ?? true) return false;
    if (this.register.electors.size === 0 && this.history.memory().length === 0) return false;
    const members = this.membership.access?.members.values() ?? [];
    if ([...members].some(({ isRecoverySheet }) => isRecoverySheet)) return false;
    return isOnlyCopy(this.holders, this.author.device);
  }

  /** Who may do what, the statements and the names. */
  get membership(): Membership {
    return this.#sitting.membership;
  }

  /**
   * A new invite's link. The relay must have received the invite before the link works:
   * `status.waiting` tells.
   */
  async invite(terms: InviteTerms): Promise<string> {
    const { access, keys, device } = this.#replica.membership;
    const { relayNow } = this.#replica;
    const { random } = this.author;
    const made = await issueInvite(access!, keys, device, terms, relayNow, random);
    const { statement, secret } = made;
    await this.#replica.addStatement(statement);
    return writeInviteLink(location.origin, this.id, secret);
  }

  /** What a keeper does to the team: admit, decline, change, remove, withdraw. */
  async actAsKeeper(act: KeeperAct): Promise<KeeperActResult> {
    // After a removal there is a new key, and newcomers read no label of before.
    if (act.type === 'remove' && this.mayWrite) writeNames(this.book, this.author, this.membership);
    // Seldom asked for, and with the two thousand words that recovery sheets are written in.
    const { actAsKeeper } = await import('./keeper-act.ts');
    return actAsKeeper(this.#replica, act);
  }

  /** Puts on record, for everybody to read, what was taken out of the book or put right in it. */
  async audit(what: AuditedAct, of?: DeviceId): Promise<void> {
    await auditAct(this.#replica, what, of);
  }

  /** A link for another device of this person's own. Needs a connection. */
  async inviteOwnDevice(): Promise<OwnInviteResult> {
    const { inviteOwnDevice } = await import('./own-device.ts');
    return inviteOwnDevice(this.#replica);
  }

  /** Whoever has joined and waits for a keeper, the longest first, with the code to compare. */
  get waiting(): readonly Comer[] {
    return comersOf(this.membership, (device) => this.teammate(device).name, this.now);
  }

  /** How many wait for this device's person to let them in; 0 for all who are no keepers. */
  get waitingForUs(): number {
    return this.isKeeper ? (this.membership.access?.waiting.size ?? 0) : 0;
  }

  /** Whether this device itself waits for a keeper. */
  get isWaiting(): boolean {
    const { access, device } = this.membership;
    return access?.waiting.has(device.id) ?? this.status.connection === 'waiting';
  }

  /** Whether it waits as a further device of somebody who is in the book. */
  get isWaitingForOwn(): boolean {
    const { access, device } = this.membership;
    const comer = access?.waiting.get(device.id);
    return comer !== undefined && access?.invites.get(comer.invite)?.own === true;
  }

  /** Whether it is open, and others may be told or heard: no relay has ended it for good. */
  get isSharing(): boolean {
    const { connection, storage } = this.status;
    const isCleared = storage.type === 'failing' && storage.reason === 'cleared';
    return !this.#isClosed && !this.membership.former && connection !== 'stopped' && !isCleared;
  }

  /** Whether this device was let in and has yet to be given the book. */
  get isArriving(): boolean {
    if (this.settings || this.register.electors.size > 0) return false;
    return this.status.connection !== 'live';
  }

  /** The code that this device shows while it waits itself, or how far it is with it. */
  get ownComparison(): Comparison | undefined {
    const { access, device } = this.membership;
    return access && comparisonOf(access, device.id, this.now);
  }

  /** Connects again now, also where a connection only seems to be there. */
  retry(): void {
    this.#replica.retryNow();
  }

  /** The word by which a relay takes new books; it is kept in memory only. `status` tells the rest. */
  givePermit(relay: string, word: string): void {
    this.#replica.givePermit(relay, word);
  }

  /** Has a relay delete the book, for good. */
  deleteAt(relay: string): Promise<Deletion> {
    return this.#replica.deleteAt(relay);
  }

  /**
   * Closes the document for a moment, to go on in another: all that is shown stays, and what is written
   * meanwhile is not lost. `goOn` follows, or `close`.
   */
  pause(): Promise<void> {
    return this.#sitting.pause();
  }

  /** Goes on, after `pause`, in the document as it now is. Nothing reads or writes the one before. */
  goOn(replica: Replica): void {
    this.#sitting = new Sitting(replica, this.author, this.#sitting);
  }

  /** Ends everything under way; the book stays on the device. A second call only waits. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sitting.stop();
    await this.#sitting.close();
  }

  get #replica(): Replica {
    return this.#sitting.replica;
  }
}
