/** A book as statements make it, for tests of what is read out of one: each of them must be taken. */
import { applyStatement } from '../access/access.ts';
import type { Access } from '../access/state.ts';
import type { StatementBody } from '../access/statement.ts';
import { assert } from '../base/assert.ts';
import type { DeviceId } from '../base/ids.ts';
import {
  admitBody,
  bookNumbered,
  comparing,
  createBody,
  inviteBody,
  unsignedStatement,
  waitingJoinBody,
} from './statements.ts';

const book = bookNumbered(0);
const inviteLastsMs = 10;

export class ToldBook {
  readonly #founder: DeviceId;
  #access: Access | undefined;
  #invites = 100;

  constructor(founder: DeviceId, at = 1) {
    this.#founder = founder;
    this.say(founder, createBody(), at);
  }

  get access(): Access {
    assert(this.#access !== undefined, 'a book begins as it is made');
    return this.#access;
  }

  say(author: DeviceId, body: StatementBody, at = 1): void {
    const result = applyStatement(this.#access, unsignedStatement(book, author, at, body));
    assert(result.type !== 'refused', `taken: ${body.type}, ${JSON.stringify(result)}`);
    this.#access = result.access;
  }

  /** A further device of whoever is at `by` asks to come in, and waits. */
  askAsOwn(device: DeviceId, by: DeviceId, at = 1): void {
    const { role, until } = this.access.members.get(by)!;
    this.say(
      by,
      inviteBody(this.#invites, role, { expires: at + inviteLastsMs, until, own: true }),
      at,
    );
    this.takeUp(device, this.#invites, at);
    this.#invites += 1;
  }

  /** The same, and the founder lets it in. */
  addOwn(device: DeviceId, by: DeviceId, at = 1): void {
    this.askAsOwn(device, by, at);
    this.letIn(device, at);
  }

  /** By an invite that asks for a keeper's word: from then on the device waits. */
  takeUp(device: DeviceId, invite: number, at = 1): void {
    this.say(device, waitingJoinBody(invite, book, device), at);
  }

  /** By the founder, once there is a code. */
  letIn(device: DeviceId, at = 1): void {
    for (const { author, body } of comparing(this.access, this.#founder, device, at))
      this.say(author, body, at);
    this.say(this.#founder, admitBody(device, this.access.epoch), at);
  }
}
