/**
 * Somebody who runs the relay, holds the link and computes without end, against the code that is
 * compared: cut to eight bits, so that chance can be counted. They keep Joan, who has been sent the
 * link, apart from the keeper; come to the keeper as themselves; and pass for a keeper to Joan, as one
 * can who was a keeper once and shows her a log that ends before their removal. They have won when
 * the keeper's screen shows, for them, the code on Joan's.
 *
 * The same attacker goes at rules of which one part is missing, and must win by far.
 */
import { expect, test } from 'vitest';
import { concat, type Bytes } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import {
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  inviteNumbered,
  unsignedStatement,
  waitingJoinBody,
} from '../testing/statements.ts';
import { accessOf, applyStatement } from './access.ts';
import { commitmentTo, comparisonDigest } from './comparison.ts';
import type { Access } from './state.ts';
import type { Statement } from './statement.ts';

/** What can be missing. Nothing is missing in the rules as they are. */
interface Rules {
  /** Whether an opening must be what the join was bound to. */
  readonly isBound: boolean;
  /** Whether an answer names the join itself. */
  readonly namesJoin: boolean;
  /** Whether an opening names the answer. */
  readonly namesAnswer: boolean;
  /** Whether whoever joins waits for an answer before they open. */
  readonly opensLate: boolean;
  /** Whether a keeper's device has a new number for each join. */
  readonly answersAnew: boolean;
}
const whole: Rules = {
  isBound: true,
  namesJoin: true,
  namesAnswer: true,
  opensLate: true,
  answersAnew: true,
};

const book = bookNumbered(0);
const invite = inviteNumbered(1);
const [keeper, once, joan, mallory] = [0, 1, 2, 3].map(deviceNumbered) as [
  DeviceId,
  DeviceId,
  DeviceId,
  DeviceId,
];
const wrapPublic = new Uint8Array(32).fill(9);
const link = inviteBody(1, 'editor', { expires: 99, usesMax: 9, approval: true });
/** What Joan is shown, in which whoever was removed is a keeper still, and what the keeper has. */
const start = accessOf([
  unsignedStatement(book, keeper, 0, createBody()),
  unsignedStatement(book, keeper, 1, grantBody(once, 'keeper')),
  unsignedStatement(book, keeper, 2, link),
])!;

/** As many as it takes to find eight bits, and many more for good measure. */
const triesMax = 4_096;
/** Where a number is a shot in the dark whatever it is, so many do for all. */
const darkTriesMax = 16;
/** `pnpm test:long` goes on for longer. */
const attempts = process.env['WARDBOOK_LONG'] ? 40_000 : 4_000;

class Attack {
  readonly #rules: Rules;
  readonly #random: (length: number) => Bytes;
  /** What a keeper's device answers with, where it has one number for all. */
  readonly #sameAnswer: Bytes;
  /** What it answered last: the attacker's best guess at what it will answer next. */
  #answeredLast: Bytes;

  constructor(rules: Rules, seed: number) {
    this.#rules = rules;
    this.#random = seededRandom(seed);
    this.#sameAnswer = this.#random(32);
    this.#answeredLast = this.#random(32);
  }

  /** Joan is made to open first; then the attacker comes to the keeper and wants her code. */
  joanFirst(): boolean {
    const own = this.#random(32);
    const joans = this.#joined(joan, own);
    const answered = this.#judge(joans, this.#answer(joans, once, joan, this.#random(32)));
    const opened = this.#judge(answered, this.#opening(answered, joan, own));
    const wanted = cut(opened, joan);

    const guessed = this.#answeredLast;
    const bound = this.#grind((nonce) => {
      const asked = this.#joined(mallory, nonce);
      return this.#codeWith(asked, guessed, nonce) === wanted;
    }, this.#rules.answersAnew);
    const asked = this.#joined(mallory, bound);
    const answer = this.#answer(asked, keeper, mallory, this.#keeperNonce());
    const known = this.#judge(asked, answer);
    const views = [
      // Something else is opened than what the join was bound to.
      (): Access => {
        const other = this.#grind((nonce) => {
          const end = this.#judge(known, this.#opening(known, mallory, nonce));
          return cut(end, mallory) === wanted;
        }, this.#rules.isBound);
        return this.#judge(known, this.#opening(known, mallory, other));
      },
      // The relay begins a new log in which the join, bound to the same, has another date.
      (): Access => {
        const at = this.#findDate((date) => {
          const again = this.#judge(this.#joined(mallory, bound, date), answer);
          return cut(this.#judge(again, this.#opening(again, mallory, bound)), mallory) === wanted;
        });
        const again = this.#judge(this.#joined(mallory, bound, at), answer);
        return this.#judge(again, this.#opening(again, mallory, bound));
      },
      (): Access => this.#judge(known, this.#opening(known, mallory, bound)),
    ];
    return this.#keeperShows(views) === wanted;
  }

  /** The attacker has a code at the keeper's; Joan is then answered so that she has the same. */
  keeperFirst(): boolean {
    const bound = this.#random(32);
    const asked = this.#joined(mallory, bound);
    const known = this.#judge(asked, this.#answer(asked, keeper, mallory, this.#keeperNonce()));
    const wanted = cut(this.#judge(known, this.#opening(known, mallory, bound)), mallory);

    const own = this.#random(32);
    const joans = this.#joined(joan, own);
    const guessed = this.#rules.opensLate ? this.#random(32) : own;
    const given = this.#grind(
      (nonce) => this.#codeWith(joans, nonce, guessed, joan) === wanted,
      this.#rules.opensLate,
    );
    const answered = this.#judge(joans, this.#answer(joans, once, joan, given));
    const opening = this.#opening(answered, joan, own);
    const shown = this.#judge(answered, opening);
    // What she has opened is shown to her once more, behind another answer.
    const other = this.#grind((nonce) => {
      const again = this.#judge(joans, this.#answer(joans, once, joan, nonce));
      return cut(this.#judge(again, opening), joan) === wanted;
    }, this.#rules.namesAnswer);
    const again = this.#judge(joans, this.#answer(joans, once, joan, other));
    return [shown, this.#judge(again, opening)].some((view) => cut(view, joan) === wanted);
  }

  /** The first of the attacker's views that comes to a code, as the keeper's device judges it. */
  #keeperShows(views: readonly (() => Access)[]): number | undefined {
    for (const view of views) {
      const code = cut(view(), mallory);
      if (code !== undefined) return code;
    }
    return undefined;
  }

  #keeperNonce(): Bytes {
    return (this.#answeredLast = this.#rules.answersAnew ? this.#random(32) : this.#sameAnswer);
  }

  #joined(device: DeviceId, nonce: Bytes, at = 3): Access {
    const commitment = commitmentTo({ book, invite, device, wrapPublic }, nonce);
    const body = { ...waitingJoinBody(1, book, device), commitment };
    return this.#judge(start, unsignedStatement(book, device, at, body));
  }

  #answer(access: Access, author: DeviceId, device: DeviceId, nonce: Bytes): Statement {
    const { join } = access.waiting.get(device)!.comparing!;
    return unsignedStatement(book, author, 4, { type: 'answer', device, join, nonce });
  }

  #opening(access: Access, device: DeviceId, nonce: Bytes): Statement {
    const answer = access.waiting.get(device)!.comparing!.answer?.hash ?? new Uint8Array(32);
    return unsignedStatement(book, device, 5, { type: 'open', answer, nonce });
  }

  /** The code that there would be if the answer, and what is opened, were these. */
  #codeWith(access: Access, answer: Bytes, nonce: Bytes, device = mallory): number | undefined {
    const author = device === joan ? once : keeper;
    const comer = access.waiting.get(device)!;
    const given = {
      hash: new Uint8Array(32),
      nonce: answer,
      author,
      wrapPublic: access.members.get(author)!.wrapPublic,
      by: author,
    };
    const comparing = { ...comer.comparing!, answer: given, opened: nonce };
    return comparisonDigest(access, { ...comer, comparing })![0];
  }

  /** The book after a statement, which may be refused, by the rules as far as there are any. */
  #judge(access: Access, statement: Statement): Access {
    const result = applyStatement(...this.#withoutRules(access, statement));
    return result.type === 'access' ? result.access : access;
  }

  /** So that what the missing part would refuse is taken. */
  #withoutRules(access: Access, statement: Statement): [Access, Statement] {
    const { isBound, namesJoin, namesAnswer } = this.#rules;
    const { body, author } = statement;
    const comer = access.waiting.get(body.type === 'answer' ? body.device : author);
    const comparing = comer?.comparing;
    if (body.type === 'answer' && comparing && !namesJoin)
      return [access, { ...statement, body: { ...body, join: comparing.join } }];
    if (body.type !== 'open' || !comparing?.answer) return [access, statement];
    const answer = namesAnswer ? body.answer : comparing.answer.hash;
    const joiner = { book, invite, device: author, wrapPublic };
    const commitment = isBound ? comparing.commitment : commitmentTo(joiner, body.nonce);
    const bound = { ...comer!, comparing: { ...comparing, commitment } };
    const waiting = new Map(access.waiting).set(author, bound);
    return [
      { ...access, waiting },
      { ...statement, body: { ...body, answer } },
    ];
  }

  /** A number that fits, or any; `isDark` where what it must fit is not known, or is not asked. */
  #grind(fits: (nonce: Bytes) => boolean, isDark = false): Bytes {
    let nonce = this.#random(32);
    for (let tries = isDark ? darkTriesMax : triesMax; tries > 0 && !fits(nonce); tries -= 1)
      nonce = concat(nonce.subarray(4), this.#random(4));
    return nonce;
  }

  #findDate(fits: (at: number) => boolean): number {
    const last = this.#rules.namesJoin ? 8 : 98;
    for (let at = 3; at < last; at += 1) if (fits(at)) return at;
    return last;
  }
}

/** The first eight bits of the code, undefined where there is none. */
function cut(access: Access, device: DeviceId): number | undefined {
  return comparisonDigest(access, access.waiting.get(device)!)?.[0];
}

function successes(rules: Rules, times: number): number {
  const attack = new Attack(rules, 14);
  let count = 0;
  for (let attempt = 0; attempt < times; attempt += 1)
    if (attempt % 2 === 0 ? attack.joanFirst() : attack.keeperFirst()) count += 1;
  return count;
}

const chance = 1 / 256;
const threeErrors = (times: number) => 3 * Math.sqrt((chance * (1 - chance)) / times);

test('[ACC36] a hostile relay that computes without end has one guess for each attempt', () => {
  const share = successes(whole, attempts) / attempts;
  console.log(
    `eight bits: ${share * attempts} of ${attempts} attempts, chance ${attempts * chance}`,
  );
  expect(Math.abs(share - chance)).toBeLessThan(threeErrors(attempts));
});

test.each<keyof Rules>(['isBound', 'namesJoin', 'namesAnswer', 'opensLate', 'answersAnew'])(
  '[ACC36] and without one part of the rules it wins by far: %s',
  (part) => {
    const tried = 60;
    const share = successes({ ...whole, [part]: false }, tried) / tried;
    expect(share).toBeGreaterThan(chance + threeErrors(tried));
  },
);
