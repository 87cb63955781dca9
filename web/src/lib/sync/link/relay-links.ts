/**
 * The relays of an open book: one link to each that the keepers have named, in their order, or to the
 * one the book came from while they have named none. Follows the statements that say so.
 */
import type { Awareness } from 'y-protocols/awareness';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { Queue } from '@wardbook/shared/base/queue';
import {
  healthy,
  statementsMissingIn,
  type CommonSession,
  type SessionHealth,
} from '../book-session.ts';
import { Answerer } from '../log/comparing.ts';
import { Contents } from '../update/contents.ts';
import { LogKnowledge } from '../log/log-knowledge.ts';
import { fingerprint } from '../log/membership.ts';
import { attempt } from '../steady.ts';
import { RelayLink, type ConnectionState } from './relay-link.ts';
import { fromTab } from './tabs.ts';

export interface LinksOptions {
  readonly common: CommonSession;
  /** Where the book came from: ws(s)://…/relay */
  readonly home: string;
  readonly awareness: Awareness;
}

/** Links that are further come later. */
const ranks: readonly ConnectionState[] = [
  'stopped',
  'offline',
  'connecting',
  'waiting',
  'reading',
  'live',
];

/** Of the relays that were ever named, the latest. */
const earlierRelaysMax = 8;

export class RelayLinks {
  readonly #options: LinksOptions;
  readonly #answerer: Answerer;
  #active: RelayLink[] = [];
  /** Links to relays that the book has left, which have yet to be told. */
  #leaving: RelayLink[] = [];
  readonly #updates = new Queue();
  /** How often the statements had changed when the links were last given them. */
  #givenVersion = 0;
  #isWanted = false;
  #isClosed = false;
  /** The origin of the change that the document is announcing now. */
  #announcing: unknown;

  constructor(options: LinksOptions) {
    this.#options = options;
    const { doc } = options.common;
    this.#answerer = new Answerer(options.common);
    // Before any link's own listeners, which ask for it.
    doc.on('update', (_update: Uint8Array, origin: unknown) => (this.#announcing = origin));
    doc.on('afterAllTransactions', () => (this.#announcing = undefined));
  }

  /** The one that decides the order of statements first. */
  get active(): readonly RelayLink[] {
    return this.#active;
  }

  /** Whether a change with this origin in the document came through one of them. */
  isOrigin(origin: unknown): boolean {
    return this.#all.some((link) => link.isOrigin(origin));
  }

  /** Of the one that is furthest. */
  get connection(): ConnectionState {
    return ranks[Math.max(...this.#active.map((link) => ranks.indexOf(link.connection)))]!;
  }

  /** When some relay was last known to hold everything, ms since 1970. */
  get sharedAt(): number | undefined {
    const known = this.#active.flatMap(({ status }) => status.sharedAt ?? []);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  /** What the relays are known to hold between them. Do not change it. */
  get known(): Contents {
    const all = this.#active.map(({ session }) => session.knowledge.known);
    if (all.length === 1) return all[0]!;
    const union = new Contents();
    for (const each of all) union.addAll(each);
    return union;
  }

  /** What the logs turned out to hold besides good entries. */
  get health(): SessionHealth {
    const all = this.#active.map(({ session }) => session.health);
    const { membership } = this.#options.common;
    const isHere = (device: DeviceId) => membership.access?.members.has(device) === true;
    return {
      disputedBy: new Set(all.flatMap(({ disputedBy }) => [...disputedBy].filter(isHere))),
      // Of a book on two relays each has a snapshot of its own; the first of the two is the one that counts.
      shortenedBy: new Map(all.toReversed().flatMap(({ shortenedBy }) => [...shortenedBy])),
      removalKept: all.some(({ removalKept }) => removalKept),
      withheld: all.some(({ withheld }) => withheld),
      publishRefused: all.find(({ publishRefused }) => publishRefused)?.publishRefused,
    };
  }

  connect(): void {
    if (this.#isClosed) return;
    this.#isWanted = true;
    for (const link of this.#all) link.connect();
  }

  /** Connects once `ready` is; "connecting" is said from now on. */
  connectAfter(ready: Promise<void>): void {
    this.#isWanted = true;
    for (const link of this.#all) link.expect();
    void ready.then(() => {
      if (this.#isWanted && !this.#isClosed) this.connect();
    });
  }

  retryNow(): void {
    if (this.#isClosed) return;
    for (const link of this.#all) link.retryNow();
  }

  disconnect(): void {
    this.#isWanted = false;
    for (const link of this.#all) link.disconnect();
  }

  /** Closes all links for good. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#updates.close();
    for (const link of this.#all) attempt(() => link.close());
  }

  /**
   * Call after any change: follows what the statements say of the relays, and gives each relay what
   * it lacks.
   */
  passOn(): void {
    for (const link of this.#active) link.recordShared();
    // Asked for after every change to the book, so what takes long comes only where it may matter.
    const { version } = this.#options.common.membership;
    const isNews = version !== this.#givenVersion;
    if (isNews || this.#hasTold()) void this.update();
    void this.#answerWaiting();
    if (!isNews) return;
    this.#givenVersion = version;
    const { epoch = 0 } = this.#options.common.membership.access ?? {};
    for (const { session } of this.#all)
      if (!session.decides())
        session.knowledge.takeBackOwn(epoch, (contents) => this.#isSettled(contents));
    for (const link of this.#all) link.publish(statementsMissingIn(link.session));
  }

  /** A keeper's device answers whoever waits, once it has heard all that stands in the log. */
  async #answerWaiting(): Promise<void> {
    const first = this.#active[0];
    if (first?.connection !== 'live') return;
    const answers = await this.#answerer.answers();
    first.publish(answers.map(({ bytes }) => bytes));
  }

  #isSettled(contents: Contents): boolean {
    return contents.changesWithout(this.#active[0]!.session.knowledge.known) === 0;
  }

  /** Whether a relay that is being left can be left now. */
  #hasTold(): boolean {
    if (this.#leaving.length === 0) return false;
    const { naming } = this.#named();
    return this.#leaving.some((link) => isTold(link, naming));
  }

  /** Resolves when there is a link to each relay that the statements name. */
  update(): Promise<void> {
    return this.#updates.run(() => this.#update());
  }

  async #update(): Promise<void> {
    const { wanted, left, naming } = this.#named();
    const known = new Map(this.#all.map((link) => [link.session.relay, link]));
    for (const relay of [...wanted, ...left])
      if (!known.has(relay)) known.set(relay, await this.#newLink(relay));
    const [first] = this.#active;
    this.#active = wanted.map((relay) => known.get(relay)!);
    this.#leaving = left.map((relay) => known.get(relay)!).filter((link) => !isTold(link, naming));
    const kept = new Set(this.#all);
    for (const link of known.values())
      if (!kept.has(link) || this.#isClosed) link.close();
      else if (this.#isWanted) link.connect();
    // Another order counts now. It is yet to be seen.
    if (first && first !== this.#active[0]) {
      this.#options.common.membership.forgetLog();
      this.#active[0]!.session.knowledge.inheritGone(first.session.knowledge);
      this.#active[0]!.readAnew();
    }
  }

  /**
   * The relays that the book is on, those named before, and the statement that named these. A relay
   * that was left keeps its link until it has been told; otherwise keepers who name different
   * relays while apart would never hear of each other.
   */
  #named(): { wanted: readonly string[]; left: string[]; naming: string | undefined } {
    const { common, home } = this.#options;
    const { relays = [], statements = [] } = common.membership.access ?? {};
    if (relays.length === 0) return { wanted: [home], left: [], naming: undefined };
    const namings = statements.flatMap(({ body, bytes }) =>
      body.type === 'relays' ? [{ urls: body.urls, bytes }] : [],
    );
    const earlier = [home, ...namings.flatMap(({ urls }) => urls)].slice(-earlierRelaysMax);
    const left = [...new Set(earlier)].filter((relay) => !relays.includes(relay));
    return { wanted: relays, left, naming: fingerprint(namings.at(-1)!.bytes) };
  }

  get #all(): RelayLink[] {
    return [...this.#active, ...this.#leaving];
  }

  async #newLink(relay: string): Promise<RelayLink> {
    const { common, awareness } = this.#options;
    const knowledge = new LogKnowledge();
    const stored = await common.storage.readKnowledge(relay);
    if (stored) knowledge.restore(stored, common.contents);
    if (stored?.aheadMs !== undefined) common.relayClock.recall(stored.aheadMs);
    // Windows write down their statements each for itself, and one may have been behind another.
    if (!common.membership.holdsAll(knowledge.statements)) knowledge.forget();
    knowledge.accessAtCursor = common.membership.accessAfter(knowledge.statements);
    const link: RelayLink = new RelayLink({
      session: {
        ...common,
        relay,
        knowledge,
        decides: () => this.#active[0] === link,
        isSettled: (contents) => this.#isSettled(contents),
        logged: () => this.known,
        permitWord: () => link.permitWord,
        isRelayed: () =>
          this.#announcing === fromTab ||
          this.#all.some((other) => other !== link && other.isOrigin(this.#announcing)),
        health: healthy(),
      },
      awareness,
    });
    return link;
  }
}

function isTold({ session }: RelayLink, naming: string | undefined): boolean {
  return naming !== undefined && session.knowledge.statements.has(naming);
}
