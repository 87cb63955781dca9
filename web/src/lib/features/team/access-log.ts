// Who was let in, by whom and as what: the book's signed statements, each as a sentence.
import type { Invite, Role, Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { unreachable } from '@wardbook/shared/base/assert';
import { dayText } from '#lib/ui/dates.ts';
import { roleWords } from '#lib/workspace/roles.ts';

export interface LogLine {
  /** The statement's place in the order that decides, from 0. */
  readonly place: number;
  /** By its author's clock, ms since 1970. */
  readonly at: number;
  readonly kind: Statement['body']['type'];
  readonly words: string;
}

interface Standing {
  readonly role: Role;
  readonly until: number;
}

/** In the statements' own order. `now` decides how days are written. */
export function accessLog(
  statements: readonly Statement[],
  nameOf: (device: DeviceId) => string,
  now: number,
): LogLine[] {
  const invites = new Map<InviteId, { invite: Invite; made: string }>();
  const standings = new Map<DeviceId, Standing>();

  const stand = (device: DeviceId, { role, until }: Standing): string => {
    standings.set(device, { role, until });
    return `as ${roleWords[role].one}${untilText(until, now)}`;
  };

  const wordsOf = ({ body, author, issuedAt }: Statement): string => {
    const by = nameOf(author);
    switch (body.type) {
      case 'create':
        stand(author, { role: 'keeper', until: 0 });
        return `${by} began the book.`;
      case 'grant':
        return `${by} let ${nameOf(body.device)} in, ${stand(body.device, body)}.`;
      case 'invite':
        invites.set(body.invite, {
          invite: body,
          made: `the invite that ${by} made on ${dayText(issuedAt, now)}`,
        });
        return `${by} made an invite for ${inviteText(body, now)}.`;
      case 'join': {
        const { invite, made } = invites.get(body.invite)!;
        if (body.wrap) return `${by} joined by ${made}, ${stand(author, invite)}.`;
        standings.set(author, invite);
        return `${by} asked to join by ${made}.`;
      }
      case 'withdraw':
        return `${by} withdrew ${invites.get(body.invite)!.made}.`;
      case 'admit':
        return `${by} let ${nameOf(body.device)} in, ${stand(body.device, standings.get(body.device)!)}.`;
      case 'decline':
        return `${by} turned ${nameOf(body.device)} away.`;
      case 'change': {
        const before = standings.get(body.device)!;
        stand(body.device, body);
        return `${by} ${changeText(nameOf(body.device), before, body, now)}.`;
      }
      case 'revoke':
        return `${by} removed ${nameOf(body.device)}. Everybody else was given a new key.`;
      default:
        return unreachable(body);
    }
  };

  return statements.map((statement, place) => ({
    place,
    at: statement.issuedAt,
    kind: statement.body.type,
    words: wordsOf(statement),
  }));
}

function inviteText({ usesMax, role, until, wrap }: Invite, now: number): string {
  const people = usesMax === 1 ? 'one person' : `up to ${usesMax} people`;
  const opening = wrap ? 'let in at once' : 'once a keeper lets them in';
  return `${people}, as ${roleWords[role].one}${untilText(until, now)}, ${opening}`;
}

function changeText(name: string, before: Standing, after: Standing, now: number): string {
  const isRole = before.role !== after.role;
  const isEnd = before.until !== after.until;
  if (isRole) {
    const end = isEnd && after.until === 0 ? ', with no last day' : untilText(after.until, now);
    return `made ${name} ${roleWords[after.role].one}${end}`;
  }
  if (!isEnd) return `left ${name} as they were`;
  return after.until === 0
    ? `took away the last day of ${name}`
    : `set the last day of ${name} to ${dayText(after.until - 1, now)}`;
}

function untilText(until: number, now: number): string {
  return until === 0 ? '' : ` until ${dayText(until - 1, now)}`;
}
