/**
 * The open book as runes: what the pages read and what they do. Everything read here is reactive;
 * everything done here is one command on the document, which answers at once.
 * Doesn't know about pages, routes or components.
 */
import { createSubscriber } from 'svelte/reactivity';
import type { Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, BookId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import {
  bookSettings,
  codes,
  districts,
  imports,
  isNewerSchema,
  openBook,
  type Book,
} from '@wardbook/shared/book/book';
import type { Author } from '@wardbook/shared/book/command';
import { History, insertedEvents } from '@wardbook/shared/book/history';
import type { PersonHistory } from '@wardbook/shared/book/person-history';
import type { PersonId } from '@wardbook/shared/book/schema';
import { issueInvite, type InviteTerms } from '@wardbook/shared/sealing/found';
import type { YArrayEvent } from 'yjs';
import { writeInviteLink } from '../sync/invite-link.ts';
import type { Membership } from '../sync/membership.ts';
import type { Replica, ReplicaStatus } from '../sync/replica.ts';
import { teamMember, type TeamMember } from './people.ts';
import { Presence } from './presence.svelte.ts';
import { Register } from './register.svelte.ts';

export class Workspace {
  readonly book: Book;
  readonly author: Author;
  readonly register: Register;
  readonly presence: Presence;
  readonly #replica: Replica;
  readonly #followBook: () => void;
  #history = $state.raw(new History());
  #historyVersion = $state(0);
  #status = $state.raw<ReplicaStatus>();
  #closed: Promise<void> | undefined;

  constructor(replica: Replica) {
    this.#replica = replica;
    this.book = openBook(replica.doc);
    const device = replica.membership.device.id;
    this.author = { device, now: systemClock, random: systemRandom };
    this.register = new Register(this.book);
    this.presence = new Presence(replica.awareness, device);
    this.#history = History.of(this.book.events);
    this.book.events.observe(this.#followEvents);
    this.#status = replica.status;
    replica.onStatusChange(() => (this.#status = replica.status));
    this.#followBook = createSubscriber((update) => {
      const parts = [this.book.settings, this.book.districts, this.book.codes];
      const all = [...parts, this.book.members, this.book.imports];
      for (const part of all) part.observe(update);
      return () => {
        for (const part of all) part.unobserve(update);
      };
    });
  }

  get id(): BookId {
    return this.#replica.book;
  }

  get status(): ReplicaStatus {
    return this.#status!;
  }

  /** Whether this device may change the book: a reader and an older app may not. */
  get mayWrite(): boolean {
    this.#followBook();
    const { role } = this.status;
    return (role === 'keeper' || role === 'editor') && !isNewerSchema(this.book);
  }

  get isKeeper(): boolean {
    return this.status.role === 'keeper';
  }

  /** Ward and council; undefined only while a joined book is still empty. */
  get settings() {
    this.#followBook();
    return bookSettings(this.book);
  }

  get districts() {
    this.#followBook();
    return districts(this.book);
  }

  /** All codes in the team's order, retired ones among them. */
  get codes() {
    this.#followBook();
    return codes(this.book);
  }

  get imports() {
    this.#followBook();
    return imports(this.book);
  }

  /** All that was recorded. Read again whenever anything is. */
  get history(): History {
    void this.#historyVersion;
    return this.#history;
  }

  person(id: PersonId): PersonHistory {
    return this.history.person(id);
  }

  /** Who a device belongs to. */
  member(device: DeviceId): TeamMember {
    this.#followBook();
    return teamMember(this.book, this.membership, device);
  }

  /** Standing, statements and names. Changes show through `status`. */
  get membership(): Membership {
    void this.#status;
    return this.#replica.membership;
  }

  /**
   * A new invite's link. The relay must have received the invite before the link works:
   * `status.waiting` tells.
   */
  async invite(terms: InviteTerms): Promise<string> {
    const { access, keys, device } = this.#replica.membership;
    const { now, random } = this.author;
    const { statement, secret } = await issueInvite(access!, keys, device, terms, now, random);
    await this.#addStatement(statement);
    return writeInviteLink(location.origin, this.id, secret);
  }

  /** Tries the relay again now. */
  retry(): void {
    this.#replica.retryNow();
  }

  /** Ends everything under way; the book stays on the device. A second call only waits. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.book.events.unobserve(this.#followEvents);
    this.register.close();
    await this.#replica.close();
  }

  async #addStatement(statement: Statement): Promise<void> {
    await this.#replica.addStatement(statement);
  }

  readonly #followEvents = (event: YArrayEvent<unknown>): void => {
    const inserted = insertedEvents(event);
    if (inserted === 'rebuild') this.#history = History.of(this.book.events);
    else this.#history.add(inserted);
    this.#historyVersion += 1;
  };
}
