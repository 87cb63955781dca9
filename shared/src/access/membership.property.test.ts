/** What every history of a book's membership has in common (shared/SPEC.md, [ACC15] and on). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64Url, toHex } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import { authorOf, beginning, play, steps, type Turn } from '../testing/memberships.ts';
import { wrapNamed } from '../testing/statements.ts';
import { eachTurn, nameOf, runs } from '../testing/turns.ts';
import { accessOf, applyStatement } from './access.ts';
import { recipientsWithout } from './closing-doors.ts';
import {
  personInBook,
  roleAt,
  type Access,
  type Member,
  type OpenInvite,
  type Waiting,
} from './state.ts';
import type { Statement } from './statement.ts';

const isKeeper = (access: Access, device: DeviceId, at: number) =>
  roleAt(access, device, at) === 'keeper';

/** The devices of which anything differs, and the invites. */
function differences(before: Access, after: Access) {
  const changed = <Id, Value>(one: ReadonlyMap<Id, Value>, two: ReadonlyMap<Id, Value>) =>
    [...new Set([...one.keys(), ...two.keys()])].filter((id) => one.get(id) !== two.get(id));
  const devices = [
    ...changed(before.members, after.members),
    ...changed(before.waiting, after.waiting).filter(
      (id) => textOf(before.waiting.get(id)) !== textOf(after.waiting.get(id)),
    ),
    ...changed(before.former, after.former),
  ];
  return { devices: new Set(devices), invites: changed(before.invites, after.invites) };
}

/** But for whose place it is now from which they were answered, as with an invite. */
const textOf = (comer: Waiting | undefined) =>
  JSON.stringify(comer, (key, value: unknown) => (key === 'by' ? undefined : value));

/** What any member may say, which is of themselves alone. */
function isOwnAct(before: Access, { author, body }: Statement): boolean {
  if (body.type === 'replace' || body.type === 'audit') return true;
  if (body.type === 'invite') return body.own;
  const withdrawn = body.type === 'withdraw' ? before.invites.get(body.invite) : undefined;
  return withdrawn?.own === true && withdrawn.by === author;
}

test('[ACC15] only a keeper changes anybody’s rights but their own; joins and openings their author’s', () => {
  eachTurn(({ before, statement, result, after }) => {
    const { devices, invites } = differences(before, after);
    if (result.type === 'refused') return expect(after).toBe(before);
    const { author, body, issuedAt } = statement;
    if (body.type === 'join') {
      expect([...devices]).toEqual([author]);
      expect(invites).toEqual([body.invite]);
      const { usedBy, ...terms } = after.invites.get(body.invite)!;
      const { usedBy: usedBefore, ...termsBefore } = before.invites.get(body.invite)!;
      expect(terms).toEqual(termsBefore);
      return expect(usedBy).toEqual([...usedBefore, author]);
    }
    if (body.type === 'open') {
      expect([...devices]).toEqual([author]);
      expect(invites).toEqual([]);
      return expect(after.waiting.has(author)).toBe(true);
    }
    if (!isOwnAct(before, statement)) return expect(isKeeper(before, author, issuedAt)).toBe(true);
    expect(roleAt(before, author, issuedAt)).toBeDefined();
    const places = body.type === 'replace' ? [author, body.device] : [];
    expect([...devices].sort()).toEqual(places.sort());
    for (const id of invites) expect(after.invites.get(id)!.own).toBe(true);
    expect(after.epoch).toBe(before.epoch);
    expect(after.relays).toBe(before.relays);
  });
});

test('[ACC15] a keeper’s statement changes whom it names and sheets they know, and else keys alone', () => {
  const rightsOf = ({ members }: Access) =>
    new Map([...members].map(([id, { wraps: _, ...rest }]) => [id, rest]));
  eachTurn(({ before, statement: { body, author }, after }) => {
    const named = new Set(
      body.type === 'replace'
        ? [author, body.device]
        : body.type === 'revoke'
          ? body.devices
          : ['device' in body ? body.device : author],
    );
    for (const id of sheetsGone(before, after)) named.add(id);
    const [one, two] = [rightsOf(before), rightsOf(after)];
    for (const id of new Set([...one.keys(), ...two.keys()]))
      if (!named.has(id)) expect(two.get(id)).toEqual(one.get(id));
    for (const id of differences(before, { ...after, members: before.members }).devices)
      expect(named.has(id)).toBe(true);
  });
});

function sheetsGone(before: Access, after: Access): DeviceId[] {
  const sheets = [...before.members.values()].filter(({ isRecoverySheet }) => isRecoverySheet);
  return sheets.map(({ device }) => device).filter((device) => !after.members.has(device));
}

/** Whose place it was before any keys were replaced. */
function origin({ statements }: Access, device: DeviceId): DeviceId {
  const replaced = statements.find(({ body }) => body.type === 'replace' && body.device === device);
  return replaced ? origin({ statements } as Access, replaced.author) : device;
}

test('[ACC15] no sequence of statements by others than keepers raises a right', () => {
  const happened = { joined: 0, replaced: 0, 'own invites': 0, 'own waiting': 0 };
  fc.assert(
    fc.property(steps, steps, (tried, attempts) => {
      // Whom a keepers' invite makes a keeper, a keeper has made one: there are none here.
      const others = tried.map((each) =>
        each.type === 'invite' && each.role === 'keeper'
          ? { ...each, role: 'editor' as const }
          : each,
      );
      const start = play(others).at(-1)?.after ?? accessOf(beginning)!;
      // By number, because whoever keeps the book at that point is just who says nothing here.
      const hostile = attempts
        .map((each) => ({ ...each, author: each.target % 12 }))
        .filter((each) => start.members.get(authorOf(start, each))?.role !== 'keeper');
      const end = play(hostile, undefined, start).at(-1)?.after ?? start;
      const places = new Map<DeviceId, Member>();
      for (const member of end.members.values()) {
        const first = origin(end, member.device);
        // Nobody has a place twice.
        expect(places.has(first)).toBe(false);
        places.set(first, member);
        if (first !== member.device && !start.members.has(member.device)) happened.replaced += 1;
      }
      for (const {
        device,
        role,
        until,
        person,
        isRecoverySheet,
        invite,
      } of start.members.values()) {
        const kept = places.get(origin(start, device));
        expect(kept).toMatchObject({ role, until, person, isRecoverySheet, invite });
        places.delete(origin(start, device));
      }
      // Everybody else has come by a keeper's invite that holds a key.
      for (const member of places.values()) {
        const { role, until, own } = start.invites.get(member.invite!)!;
        expect([member.role, member.until, own]).toEqual([role, until, false]);
        happened.joined += 1;
      }
      expect(end.epoch).toBe(start.epoch);
      expect(end.relays).toEqual(start.relays);
      for (const [id, former] of end.former)
        if (!start.former.has(id)) expect(former).toMatchObject({ how: 'replaced', by: id });
      for (const [id, former] of start.former) expect(end.former.get(id)).toBe(former);
      for (const [id, { own, role, until, by, wrap, usesMax }] of end.invites) {
        if (start.invites.has(id)) continue;
        expect([own, wrap, usesMax]).toEqual([true, undefined, 1]);
        const { role: most, until: longest } = end.members.get(by)!;
        expect([role, until]).toEqual([most, longest]);
        happened['own invites'] += 1;
      }
      for (const { invite } of end.waiting.values())
        if (end.invites.get(invite)!.own) happened['own waiting'] += 1;
    }),
    runs,
  );
  for (const [what, count] of Object.entries(happened)) expect(count, what).toBeGreaterThan(10);
});

test('[ACC16] there is always a keeper whose membership has no end, on no sheet', () => {
  const prevented = { change: 0, revoke: 0, 'revoke of several': 0 };
  eachTurn(({ before, statement, result, after }) => {
    const lasting = [...after.members.values()].filter(
      ({ role, until, isRecoverySheet }) => role === 'keeper' && until === 0 && !isRecoverySheet,
    );
    expect(lasting.length).toBeGreaterThan(0);
    const name = nameOf({ before, statement, result, after });
    if (result.type === 'refused' && result.reason === 'last-keeper')
      prevented[name as keyof typeof prevented] += 1;
  });
  for (const [name, count] of Object.entries(prevented)) expect(count, name).toBeGreaterThan(5);
});

test('[ACC17] a device that was removed, turned away or replaced never comes back under its key', () => {
  const gone = { removed: 0, declined: 0, replaced: 0 };
  eachTurn(({ before, statement, result, after }) => {
    for (const [id, former] of before.former) {
      expect(after.former.get(id)).toBe(former);
      expect(after.members.has(id) || after.waiting.has(id)).toBe(false);
      const { author, body } = statement;
      if (author !== id && !('device' in body && body.device === id)) continue;
      gone[former.how] += 1;
      expect(result.type).toBe('refused');
    }
    for (const id of after.waiting.keys()) expect(after.members.has(id)).toBe(false);
  });
  for (const [how, count] of Object.entries(gone)) expect(count, how).toBeGreaterThan(10);
});

/** Whatever else a removal does, of whichever version. */
function checkRemoval({ before, statement: { body }, after }: Turn): void {
  if (body.type !== 'revoke') return;
  const { epoch, devices } = body;
  expect(epoch).toBe(before.epoch + 1);
  expect(after.epoch).toBe(epoch);
  for (const device of devices) {
    expect(after.members.has(device)).toBe(false);
    expect(after.former.get(device)!.how).toBe('removed');
  }
  const made = (id: Parameters<typeof wrapNamed>[0]) => wrapNamed(id, epoch).sealed;
  for (const [id, { wraps }] of after.members)
    expect(wraps.filter((wrap) => wrap.epoch === epoch)).toEqual([{ epoch, sealed: made(id) }]);
  // Whom one that has gone invited for itself has nobody any more to belong to.
  for (const each of after.invites.values())
    if (each.own && devices.includes(each.by)) expect(each.withdrawnBy).toBeDefined();
  const given = body.wraps.map(({ recipient }) => toHex(recipient));
  for (const device of devices) expect(given).not.toContain(toHex(fromBase64Url(device)!));
  expect(new Set(given).size).toBe(given.length);
}

const idsOf = (recipients: readonly { readonly id: string }[]) =>
  recipients.map(({ id }) => toHex(fromBase64Url(id)!)).sort();

const isOpen = ({ withdrawnBy, usedBy, usesMax }: OpenInvite) =>
  !withdrawnBy && usedBy.length < usesMax;

test('[ACC18] after a removal of version 1 all members and open invites have the new key', () => {
  const seen = { faulty: 0, sheets: 0, several: 0 };
  eachTurn((turn) => {
    const { before, statement, result, after } = turn;
    const { body, version } = statement;
    if (version !== 1) return;
    if (result.type === 'refused' && result.reason === 'wrong-recipients') seen.faulty += 1;
    if (body.type !== 'revoke' || result.type === 'refused') return;
    checkRemoval(turn);
    const { epoch, devices } = body;
    if (devices.length > 1) seen.several += 1;
    if ([...after.members.values()].some(({ isRecoverySheet }) => isRecoverySheet))
      seen.sheets += 1;
    expect(after.members.size).toBe(before.members.size - devices.length);
    for (const [id, each] of after.invites)
      if (each.wrap && isOpen(each))
        expect(each.wrap).toEqual({ epoch, sealed: wrapNamed(id, epoch).sealed });
      else expect(each.wrap).toEqual(before.invites.get(id)!.wrap);
    const given = body.wraps.map(({ recipient }) => toHex(recipient));
    expect(given.sort()).toEqual(idsOf(recipientsWithout(after, devices, 1)));
  });
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(1);
});

test('[ACC31] after a removal all members who stay have the new key, and no link does', () => {
  const seen = { faulty: 0, sheets: 0, 'sheets gone': 0, several: 0 };
  eachTurn((turn) => {
    const { before, statement, result, after } = turn;
    const { body, version } = statement;
    if (version === 1) return;
    if (result.type === 'refused' && result.reason === 'wrong-recipients') seen.faulty += 1;
    if (body.type !== 'revoke' || result.type === 'refused') return;
    checkRemoval(turn);
    if (body.devices.length > 1) seen.several += 1;
    if ([...after.members.values()].some(({ isRecoverySheet }) => isRecoverySheet))
      seen.sheets += 1;
    const sheets = sheetsGone(before, after).filter((sheet) => !body.devices.includes(sheet));
    seen['sheets gone'] += sheets.length;
    expect(after.members.size).toBe(before.members.size - body.devices.length - sheets.length);
    const given = body.wraps.map(({ recipient }) => toHex(recipient));
    expect(given.sort()).toEqual(idsOf([...after.members.keys()].map((id) => ({ id }))));
    for (const each of after.invites.values()) if (each.wrap) expect(isOpen(each)).toBe(false);
  });
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(1);
});

/** Whether the person still has a device in the book that is a keeper's, no paper counted. */
const isKeeperIn = ({ members }: Access, person: DeviceId) =>
  [...members.values()].some((each) => each.person === person && each.role === 'keeper');

test('[ACC32] no link and no sheet that somebody knows outlasts their removal or stepping down', () => {
  const seen = { 'links ended': 0, 'links left': 0, 'sheets ended': 0, 'stepped down': 0 };
  eachTurn(({ before, statement: { body, version }, result, after }) => {
    if (version === 1 || result.type === 'refused') return;
    if (body.type !== 'revoke' && body.type !== 'change') return;
    const named = body.type === 'revoke' ? body.devices : [body.device];
    const persons = new Set(
      named
        .map((device) => personInBook(before, device)!)
        .filter((person) => isKeeperIn(before, person) || body.type === 'revoke')
        .filter((person) => !isKeeperIn(after, person) || body.type === 'revoke'),
    );
    if (body.type === 'change') seen['stepped down'] += persons.size;
    const isTheirs = (device: DeviceId) => persons.has(personInBook(after, device) ?? device);
    for (const [id, each] of after.invites) {
      if (each.own) continue;
      const isKnown = [each.by, ...each.usedBy].some(isTheirs);
      if (isKnown) expect(each.withdrawnBy).toBeDefined();
      const wasEnded = each.withdrawnBy && !before.invites.get(id)!.withdrawnBy;
      if (wasEnded) seen['links ended'] += 1;
      if (wasEnded && !isKnown)
        expect([body.type, each.wrap]).toEqual(['revoke', expect.anything()]);
      if (persons.size > 0 && isOpen(each)) seen['links left'] += 1;
    }
    const kept = [...after.members.values()].filter(({ isRecoverySheet }) => isRecoverySheet);
    for (const { device, admittedBy } of kept) {
      const hasWords = (one: DeviceId) =>
        isTheirs(one) && !isKeeperIn(after, personInBook(after, one)!);
      expect(hasWords(admittedBy)).toBe(false);
      for (const each of before.members.values())
        if (each.admittedBy === device) expect(hasWords(each.device)).toBe(false);
    }
    if (body.type === 'change') seen['sheets ended'] += sheetsGone(before, after).length;
  });
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(1);
});

test('[ACC19] an invite that has expired, was withdrawn or is used up lets nobody in', () => {
  const refused = { 'invite-expired': 0, 'invite-withdrawn': 0, 'invite-used-up': 0 };
  eachTurn(({ before, statement: { body, issuedAt, author }, result, after }) => {
    if (body.type !== 'join') return;
    const invite = before.invites.get(body.invite);
    const isOver =
      !invite ||
      invite.withdrawnBy !== undefined ||
      issuedAt >= invite.expires ||
      invite.usedBy.length >= invite.usesMax;
    if (isOver) expect(after).toBe(before);
    if (result.type === 'refused' && result.reason in refused)
      refused[result.reason as keyof typeof refused] += 1;
    if (result.type === 'access')
      expect(after.members.has(author) ? 'a key' : 'none').toBe(invite!.wrap ? 'a key' : 'none');
  });
  for (const [reason, count] of Object.entries(refused)) expect(count, reason).toBeGreaterThan(20);
});

test('[ACC6] relay and device agree after every statement, whatever the relay’s clock said', () => {
  fc.assert(
    fc.property(steps, fc.nat(3), (tried, pace) => {
      const relay = play(tried, (index) => index * pace);
      let device = accessOf(beginning)!;
      for (const { statement, result, after } of relay) {
        // The device reads what the log has: what the relay took. What it refused never comes.
        if (result.type === 'refused') continue;
        const read = applyStatement(device, statement);
        if (read.type === 'refused') return expect.unreachable(read.reason);
        device = read.access;
        expect(device).toEqual(after);
      }
      const last = relay.at(-1)?.after ?? device;
      expect(accessOf(last.statements)).toEqual(last);
    }),
    runs,
  );
});

test('[ACC6] and in whatever order the log has them, everybody who reads it agrees', () => {
  fc.assert(
    fc.property(
      steps.chain((tried) => {
        const made = play(tried).map(({ statement }) => statement);
        return fc.shuffledSubarray(made, { minLength: made.length, maxLength: made.length });
      }),
      fc.nat(40),
      (shuffled, split) => {
        const log = [...beginning, ...shuffled];
        const whole = accessOf(log)!;
        expect(accessOf(whole.statements)).toEqual(whole);
        // Read in two sittings.
        let access = accessOf(log.slice(0, 1 + split))!;
        for (const one of log.slice(1 + split)) {
          const result = applyStatement(access, one);
          if (result.type === 'access') access = result.access;
        }
        expect(access).toEqual(whole);
      },
    ),
    runs,
  );
});
