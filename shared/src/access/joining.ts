/** Invites, joining by them, and a keeper's word on who waits. Part of `access.ts`. */
import { equal } from '../base/bytes.ts';
import { hashOfStatement, isAnsweredByKeeper, opens } from './comparison.ts';
import {
  devicesIn,
  devicesMax,
  invitesMax,
  isKnown,
  isWaitOver,
  ownInviteMsMax,
  ownInvitesMax,
  personInBook,
  refused,
  taken,
  withInvite,
  withMember,
  without,
  withStatement,
  type Access,
  type AccessResult,
  type Comparing,
  type Former,
  type OpenInvite,
  type Waiting,
} from './state.ts';
import type {
  Admit,
  Answer,
  Decline,
  Invite,
  Join,
  Open,
  Statement,
  Withdraw,
} from './statement.ts';

/** By a keeper, or by any member for a further device of their own. */
export function invite(access: Access, statement: Statement, body: Invite): AccessResult {
  if (isKnown(access, body.invite)) return refused('already-member');
  if (body.own && !isOnOwnTerms(access, statement, body)) return refused('not-own-terms');
  if (hasAllInvites(access, statement, body) || body.usesMax > devicesMax)
    return refused('too-many');
  if (body.wrap && body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  const { type: _, ...terms } = body;
  const opened: OpenInvite = {
    ...terms,
    by: statement.author,
    issuedAt: statement.issuedAt,
    version: statement.version,
    usedBy: [],
    withdrawnBy: undefined,
    endedWith: undefined,
  };
  return withInvite(access, statement, opened);
}

function isOnOwnTerms(access: Access, { author, issuedAt }: Statement, terms: Invite): boolean {
  const { role, until } = access.members.get(author)!;
  return (
    terms.role === role &&
    terms.until === until &&
    terms.usesMax === 1 &&
    terms.expires <= issuedAt + ownInviteMsMax &&
    terms.wrap === undefined
  );
}

function hasAllInvites(access: Access, { author }: Statement, { own }: Invite): boolean {
  const made = [...access.invites.values()].filter((each) => each.own === own);
  if (!own) return made.length >= invitesMax;
  const person = personInBook(access, author);
  return made.filter(({ by }) => personInBook(access, by) === person).length >= ownInvitesMax;
}

/** By a keeper, or by whoever made it. */
export function withdraw(access: Access, statement: Statement, body: Withdraw): AccessResult {
  const opened = access.invites.get(body.invite);
  if (!opened) return refused('invite-unknown');
  if (opened.withdrawnBy) return refused('invite-withdrawn');
  return withInvite(access, statement, { ...opened, withdrawnBy: statement.author });
}

export function join(access: Access, statement: Statement, body: Join, at: number): AccessResult {
  const { author } = statement;
  const used = access.invites.get(body.invite);
  if (!used) return refused('invite-unknown');
  if (isKnown(access, author)) return refused('already-member');
  if (used.withdrawnBy) return refused('invite-withdrawn');
  if (at >= used.expires) return refused('invite-expired');
  if (used.usedBy.length >= used.usesMax) return refused('invite-used-up');
  if (devicesIn(access) >= devicesMax) return refused('too-many');
  // A key that the invite did not hold cannot have come from it.
  if (body.wrap?.epoch !== used.wrap?.epoch) return refused('wrong-epoch');
  // By an earlier invite somebody may have come before there were commitments.
  if (!body.wrap && !body.commitment && used.version >= 3) return refused('no-commitment');
  const invites = new Map(access.invites);
  invites.set(body.invite, { ...used, usedBy: [...used.usedBy, author] });
  const { wrapPublic, label, wrap } = body;
  if (wrap) {
    return withMember({ ...access, invites }, statement, {
      device: author,
      wrapPublic,
      role: used.role,
      until: used.until,
      admittedBy: used.by,
      invite: body.invite,
      since: statement.issuedAt,
      wraps: [wrap],
      label,
      person: author,
      isRecoverySheet: false,
    });
  }
  const since = statement.issuedAt;
  const comparing = body.commitment && {
    join: hashOfStatement(statement),
    commitment: body.commitment,
    answer: undefined,
    opened: undefined,
  };
  const comer: Waiting = {
    device: author,
    wrapPublic,
    invite: body.invite,
    label,
    since,
    comparing,
  };
  const waiting = new Map(access.waiting).set(author, comer);
  return taken({ ...withStatement(access, statement), invites, waiting });
}

/** A keeper's device answers the join of somebody who waits; the first answer counts. */
export function answer(
  access: Access,
  statement: Statement,
  body: Answer,
  at: number,
): AccessResult {
  const comer = access.waiting.get(body.device);
  const comparing = comer?.comparing;
  if (!comparing || !equal(comparing.join, body.join)) return refused('not-waiting');
  if (isWaitOver(comer, at)) return refused('wait-expired');
  if (comparing.answer) return refused('already-answered');
  const { author } = statement;
  const { wrapPublic } = access.members.get(author)!;
  const hash = hashOfStatement(statement);
  const given = { hash, nonce: body.nonce, author, wrapPublic, by: author };
  return withComparing(access, statement, comer, { ...comparing, answer: given });
}

/** Whoever waits opens, once, to the answer that counts. */
export function open(access: Access, statement: Statement, body: Open, at: number): AccessResult {
  const comer = access.waiting.get(statement.author);
  if (!comer) return refused('not-waiting');
  if (isWaitOver(comer, at)) return refused('wait-expired');
  const { comparing } = comer;
  if (!comparing?.answer || !equal(comparing.answer.hash, body.answer))
    return refused('not-answered');
  if (comparing.opened) return refused('already-opened');
  if (!opens({ ...comer, book: access.book }, comparing, body.nonce))
    return refused('wrong-opening');
  return withComparing(access, statement, comer, { ...comparing, opened: body.nonce });
}

function withComparing(
  access: Access,
  statement: Statement,
  comer: Waiting,
  comparing: Comparing,
): AccessResult {
  const waiting = new Map(access.waiting).set(comer.device, { ...comer, comparing });
  return taken({ ...withStatement(access, statement), waiting });
}

/** A further device of somebody's gets what they have now, whatever they had when they invited it. */
export function admit(access: Access, statement: Statement, body: Admit, at: number): AccessResult {
  const comer = access.waiting.get(body.device);
  const opened = comer && access.invites.get(comer.invite);
  if (!comer || !opened) return refused('not-waiting');
  // Before version 3 a wait had no end.
  if (statement.version >= 3 && isWaitOver(comer, at)) return refused('wait-expired');
  const owner = opened.own ? access.members.get(opened.by) : undefined;
  if (opened.own && !owner) return refused('not-a-member');
  const { comparing } = comer;
  if (comparing && !comparing.opened) return refused('not-opened');
  if (comparing && !isAnsweredByKeeper(access, comparing)) return refused('answerer-gone');
  if (body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  const { role, until } = owner ?? opened;
  return withMember({ ...access, waiting: without(access.waiting, [body.device]) }, statement, {
    device: body.device,
    wrapPublic: comer.wrapPublic,
    role,
    until,
    admittedBy: statement.author,
    invite: comer.invite,
    since: statement.issuedAt,
    wraps: [body.wrap],
    label: body.label,
    person: owner?.person ?? body.device,
    isRecoverySheet: false,
  });
}

export function decline(access: Access, statement: Statement, body: Decline): AccessResult {
  const comer = access.waiting.get(body.device);
  if (!comer) return refused('not-waiting');
  const waiting = without(access.waiting, [body.device]);
  const turnedAway: Former = {
    device: body.device,
    how: 'declined',
    by: statement.author,
    at: statement.issuedAt,
    label: comer.label,
    person: body.device,
  };
  const former = new Map(access.former).set(body.device, turnedAway);
  return taken({ ...withStatement(access, statement), waiting, former });
}
