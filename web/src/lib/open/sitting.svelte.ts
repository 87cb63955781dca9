/**
 * An open book's document as runes, with all that follows it. A workspace has one after the other where
 * the document is made anew under the screen. Doesn't know what is done with it.
 */
import type { Author } from '@wardbook/shared/ledger/command';
import type { Book, BookChange } from '@wardbook/shared/ledger/book';
import { changesHistory, History } from '@wardbook/shared/find/history';
import type { Holder } from '@wardbook/shared/kinds/holder/holder';
import type { Membership } from '../sync/log/membership.ts';
import type { Replica } from '../sync/replica.ts';
import type { ReplicaStatus } from '../sync/replica-status.ts';
import { bringAlong } from '../sync/storage/bring-along.ts';
import { BookFiles } from './book-files.ts';
import { EarlierBooks } from './earlier-books.ts';
import { bookOf } from './book-of.ts';
import { FollowedBook } from './followed-book.ts';
import { holdsAll } from './holders.ts';
import { Holding } from './holding.ts';
import { Presence } from './presence.svelte.ts';
import { Register } from './register.svelte.ts';
import { Subjects } from './subjects.svelte.ts';
import { whyNotWrite } from './why-not-write.ts';

export class Sitting {
  readonly replica: Replica;
  readonly book: Book;
  readonly register: Register;
  readonly presence: Presence;
  readonly files: BookFiles;
  readonly earlier: EarlierBooks;
  /** The book, for whoever is to be worked out again when it changes. */
  readonly followed: FollowedBook;
  readonly subjects: Subjects;
  readonly #holding: Holding;
  readonly #history: History;
  readonly #unfollow: () => void;
  #historyVersion = $state(0);
  #status = $state.raw<ReplicaStatus>();
  // What most pages read of the status: it is another one after each change to the book.
  #membershipVersion = $state(0);
  #closed: Promise<void> | undefined;
  #isStopped = false;

  /** `before` is closed. What was written in it meanwhile goes along. */
  constructor(replica: Replica, author: Author, before?: Sitting) {
    if (before) bringAlong(before.replica, replica);
    before?.stop();
    this.replica = replica;
    this.book = bookOf(replica);
    const { membership } = replica;
    this.followed = new FollowedBook(this.book);
    this.register = new Register(this.book, this.followed, before?.register);
    this.presence = new Presence(replica.awareness, author.device, before?.presence);
    this.files = new BookFiles(replica, author);
    this.earlier = new EarlierBooks(replica, author);
    this.#holding = new Holding({
      book: this.book,
      author,
      now: replica.relayNow,
      chance: Math.random,
      holdsAll: () => holdsAll(replica.status),
      mayWrite: () => !whyNotWrite(this.book, membership.role(replica.relayNow)),
      readersHere: () => {
        const { members } = membership.access!;
        return this.holdersHere.filter(({ device }) => members.get(device)?.role === 'reader');
      },
      say: (at) => this.presence.sayHolds(at),
    });
    this.#history = new History(this.book);
    this.subjects = new Subjects(this.book, this.#history);
    this.#unfollow = this.book.onChange(this.#followEvents);
    this.#takeStatus(replica.status);
    replica.onStatusChange(() => {
      this.#takeStatus(replica.status);
      this.#holding.consider();
    });
    // Somebody who comes may be a reader whose copy nobody has written down yet. Not at once, and not
    // for what is said here: that may be within an effect, which would then follow all that is read.
    replica.awareness.on('change', (_: unknown, origin: unknown) => {
      if (origin !== 'local') queueMicrotask(() => this.#holding.consider());
    });
  }

  get history(): History {
    void this.#historyVersion;
    return this.#history;
  }

  get status(): ReplicaStatus {
    return this.#status!;
  }

  get membership(): Membership {
    void this.#membershipVersion;
    return this.replica.membership;
  }

  /** When this device last had everything, ms since 1970. */
  get heldAt(): number | undefined {
    return this.#holding.heldAt;
  }

  /** What those who are here say of themselves. */
  get holdersHere(): Holder[] {
    return this.presence.others.flatMap(({ device, holds: at }) =>
      at === undefined ? [] : { device, at },
    );
  }

  /**
   * Closes the document, and goes on showing it: what is written from now on is kept nowhere before
   * another sitting has taken it along, and nobody is told otherwise.
   */
  pause(): Promise<void> {
    this.#holding.stop();
    this.earlier.stop();
    const { status } = this.replica;
    this.#takeStatus({ ...status, connection: 'connecting', storage: { type: 'saving' } });
    return this.close();
  }

  close(): Promise<void> {
    this.#closed ??= this.replica.close();
    return this.#closed;
  }

  /** Follows nothing any more. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#unfollow();
    this.subjects.stop();
    void this.register.close();
    this.#holding.stop();
    this.earlier.stop();
  }

  #takeStatus(status: ReplicaStatus): void {
    this.#status = status;
    this.#membershipVersion = this.replica.membership.version;
  }

  readonly #followEvents = (change: BookChange): void => {
    if (changesHistory(change)) this.#historyVersion += 1;
  };
}
