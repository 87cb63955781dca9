/**
 * The open book as runes: what the pages read and what they do. Everything read here is reactive;
 * everything done here is one command on the document, which answers at once.
 * Doesn't know about pages, routes or components.
 */
import { comparisonOf, type Comparison } from '@wardbook/shared/access/comparison';
import type { AuditedAct, Role, Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, BookId } from '@wardbook/shared/base/ids';
import { authorOn } from './author.ts';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { codes } from '@wardbook/shared/kinds/code/code';
import { districts } from '@wardbook/shared/kinds/register/district';
import { holders, type Holder } from '@wardbook/shared/kinds/holder/holder';
import { editions } from '@wardbook/shared/kinds/register/register';
import { namesOf, type FormerName } from '@wardbook/shared/kinds/device/device';
import { openBook } from '@wardbook/shared/books/ward';
import type { Book, BookChange } from '@wardbook/shared/ledger/book';
import type { Author } from '@wardbook/shared/ledger/command';
import { changesHistory, History } from '@wardbook/shared/find/history';
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { MemoryItem } from '@wardbook/shared/kinds/memory/memory-index';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { issueInvite, type InviteTerms } from '@wardbook/shared/sealing/found';
import { nowEach, type Step } from '../platform/now.ts';
import { writeInviteLink } from '../sync/files/invite-link.ts';
import type { Membership } from '../sync/log/membership.ts';
import type { Deletion } from '../sync/link/relay-link.ts';
import { mayNameRelays, type Replica, type ReplicaStatus } from '../sync/replica.ts';
import { dataStatus, type DataStatus } from './data-status.ts';
import { copiesOf, holdsAll, isOnlyCopy, type Copies } from './holders.ts';
import { followBook, type FollowedBook } from './followed-book.ts';
import { Holding } from './holding.ts';
import { BookFiles } from './book-files.ts';
import { keep, type KeepingAct, type KeepingResult } from './keeping.ts';
import { inviteOwnDevice, type OwnInviteResult } from './own-device.ts';
import { deviceNameOf, personOf, teamMember, writeNames, type TeamMember } from './people.ts';
import { noteDone } from './note-done.ts';
import { Presence } from './presence.svelte.ts';
import { Register } from './register.svelte.ts';
import { Subjects } from './subjects.svelte.ts';
import { hasOneKeeperOnly, teamOf, type TeamPerson } from './team.ts';
import { whyNotWrite, type WhyNotWrite } from './why-not-write.ts';
import { waitingMembers, type WaitingMember } from './waiting-members.ts';

export class Workspace {
  readonly book: Book;
  readonly author: Author;
  readonly register: Register;
  readonly presence: Presence;
  readonly files: BookFiles;
  readonly #replica: Replica;
  readonly #holding: Holding;
  readonly #history: History;
  readonly #follow: FollowedBook;
  readonly #unfollow: () => void;
  readonly #people = new Subjects<PersonId, PersonHistory>((id) => this.#history.person(id));
  #historyVersion = $state(0);
  readonly #memory = $derived.by(() => this.history.memory());
  #status = $state.raw<ReplicaStatus>();
  // What most pages read of the status: it is another one after each change to the book.
  #standing = $state(0);
  readonly #relayAheadMs = $derived.by(() => this.status.relayAheadMs);
  readonly #mayDecide = $derived.by(() => this.status.relays[0]?.connection === 'live');
  #closed = $state.raw<Promise<void>>();

  constructor(replica: Replica) {
    this.#replica = replica;
    this.book = openBook(replica.doc);
    const device = replica.membership.device.id;
    this.author = authorOn(replica);
    this.register = new Register(this.book);
    this.presence = new Presence(replica.awareness, device);
    this.files = new BookFiles(replica, this.author);
    this.#holding = new Holding({
      book: this.book,
      author: this.author,
      now: replica.relayNow,
      chance: Math.random,
      holdsAll: () => holdsAll(replica.status),
      mayWrite: () => this.mayWrite,
      readersHere: () => {
        const { members } = replica.membership.access!;
        return this.#holdersHere().filter(({ device: at }) => members.get(at)?.role === 'reader');
      },
      say: (at) => this.presence.sayHolds(at),
    });
    this.#history = new History(this.book);
    this.#unfollow = this.book.onChange(this.#followEvents);
    this.#takeStatus();
    replica.onStatusChange(() => {
      this.#takeStatus();
      this.#holding.consider();
    });
    // Somebody who comes may be a reader whose copy nobody has written down yet. Not at once, and not
    // for what is said here: that may be within an effect, which would then follow all that is read.
    replica.awareness.on('change', (_: unknown, origin: unknown) => {
      if (origin !== 'local') queueMicrotask(() => this.#holding.consider());
    });
    this.#follow = followBook(this.book);
  }

  get id(): BookId {
    return this.#replica.book;
  }

  get status(): ReplicaStatus {
    return this.#status!;
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
      return [...people].map((person) => this.member(person).name);
    });
  }

  /** What this device may do now; undefined where it waits, or its time is over. */
  get role(): Role | undefined {
    return this.membership.role(() => this.now);
  }

  /** Why this device may not change the book; undefined where it may. */
  get whyNotWrite(): WhyNotWrite | undefined {
    this.#follow.settings();
    return whyNotWrite(this.book, this.role);
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
    this.#follow.settings();
    return bookSettings(this.book);
  }

  get districts() {
    this.#follow.districts();
    return districts(this.book);
  }

  /** All codes in the team's order, retired ones among them. */
  get codes() {
    this.#follow.codes();
    return codes(this.book);
  }

  /** Editions of the register, the newest first. */
  get editions() {
    this.#follow.editions();
    return editions(this.book);
  }

  /** All that was recorded. Read again whenever anything is. */
  get history(): History {
    void this.#historyVersion;
    return this.#history;
  }

  /** What is known of one person. Read again when something about them is recorded. */
  person(id: PersonId): PersonHistory {
    return this.#people.get(id);
  }

  /** What the ward knows, the last changed first. */
  get memory(): readonly MemoryItem[] {
    return this.#memory;
  }

  /** Who a device belongs to. */
  member(device: DeviceId): TeamMember {
    this.#follow.devices();
    return teamMember(this.book, this.membership, device);
  }

  /** What a person was called before, the oldest first. */
  formerNames(person: DeviceId): readonly FormerName[] {
    this.#follow.devices();
    return namesOf(this.book, person)?.formerly ?? [];
  }

  /** What a device is called; undefined where nobody has said. */
  deviceName(device: DeviceId): string | undefined {
    this.#follow.devices();
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
  others(devices: Iterable<DeviceId>): TeamMember[] {
    const people = new Set([...devices].map((device) => this.personOf(device)));
    people.delete(this.personOf(this.author.device));
    return [...people].map((person) => this.member(person));
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
    this.#follow.holders();
    const { now } = this;
    const { device } = this.author;
    const at = holdsAll(this.status) ? now : this.#holding.heldAt;
    const own = at === undefined ? [] : [{ device, at }];
    const said = [...holders(this.book), ...this.#holdersHere(), ...own];
    return copiesOf(this.membership.access, said, now);
  }

  /** Whether there is something to lose, on no other device, and no recovery sheet to bring it back. */
  get isOnlyHere(): boolean {
    void this.#historyVersion;
    if (this.settings?.demo ?? true) return false;
    if (this.register.electors.size === 0 && this.#history.memory().length === 0) return false;
    const members = this.membership.access?.members.values() ?? [];
    if ([...members].some(({ isRecoverySheet }) => isRecoverySheet)) return false;
    return isOnlyCopy(this.holders, this.author.device);
  }

  /** Standing, statements and names. */
  get membership(): Membership {
    void this.#standing;
    return this.#replica.membership;
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
    await this.#addStatement(statement);
    return writeInviteLink(location.origin, this.id, secret);
  }

  /** What a keeper does to the team: admit, decline, change, remove, withdraw. */
  keep(act: KeepingAct): Promise<KeepingResult> {
    // After a removal there is a new key, and newcomers read no label of before.
    if (act.type === 'remove' && this.mayWrite) writeNames(this.book, this.author, this.membership);
    return keep(this.#replica, act);
  }

  /** Writes down, for everybody to read, what was taken out of the book or put right in it. */
  async note(what: AuditedAct, of?: DeviceId): Promise<void> {
    await noteDone(this.#replica, what, of);
  }

  /** A link for another device of this person's own. Needs a connection. */
  inviteOwnDevice(): Promise<OwnInviteResult> {
    return inviteOwnDevice(this.#replica);
  }

  /** Whoever has joined and waits for a keeper, the longest first, with the code to compare. */
  get waiting(): readonly WaitingMember[] {
    return waitingMembers(this.membership, (device) => this.member(device).name, this.now);
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
    return !this.#closed && !this.membership.former && connection !== 'stopped' && !isCleared;
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

  /** Ends everything under way; the book stays on the device. A second call only waits. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#unfollow();
    this.register.close();
    this.#holding.stop();
    await this.#replica.close();
  }

  /** What those who are here say of themselves. */
  #holdersHere(): Holder[] {
    return this.presence.others.flatMap(({ device, holds: at }) =>
      at === undefined ? [] : { device, at },
    );
  }

  async #addStatement(statement: Statement): Promise<void> {
    await this.#replica.addStatement(statement);
  }

  #takeStatus(): void {
    this.#status = this.#replica.status;
    this.#standing = this.#replica.membership.version;
  }

  readonly #followEvents = (change: BookChange): void => {
    if (!changesHistory(change)) return;
    this.#historyVersion += 1;
    this.#people.changed();
  };
}
