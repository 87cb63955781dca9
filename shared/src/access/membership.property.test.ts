/** What every history of a book's membership has in common (shared/SPEC.md, [ACC15] and on). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64Url, toHex } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import { beginning, play, steps, type Turn } from '../testing/memberships.ts';
import { deviceNumbered, wrapNamed } from '../testing/statements.ts';
import { accessOf, applyStatement, recipientsWithout, roleAt, type Access } from './access.ts';

const runs = { numRuns: 250 };
const isKeeper = (access: Access, device: DeviceId, at: number) =>
  roleAt(access, device, at) === 'keeper';

/** The devices of which anything differs, and the invites. */
function differences(before: Access, after: Access) {
  const changed = <Id, Value>(one: ReadonlyMap<Id, Value>, two: ReadonlyMap<Id, Value>) =>
    [...new Set([...one.keys(), ...two.keys()])].filter((id) => one.get(id) !== two.get(id));
  const devices = [
    ...changed(before.members, after.members),
    ...changed(before.waiting, after.waiting),
    ...changed(before.former, after.former),
  ];
  return { devices: new Set(devices), invites: changed(before.invites, after.invites) };
}

/** Runs `check` over every turn of many histories, and sees that each type was taken often. */
function eachTurn(check: (turn: Turn) => void, clock?: (index: number) => number): void {
  const taken = new Map<string, number>();
  fc.assert(
    fc.property(steps, (tried) => {
      for (const turn of play(tried, clock)) {
        check(turn);
        const { type } = turn.statement.body;
        if (turn.result.type === 'access') taken.set(type, (taken.get(type) ?? 0) + 1);
      }
    }),
    runs,
  );
  for (const type of [
    'grant',
    'invite',
    'join',
    'withdraw',
    'admit',
    'decline',
    'change',
    'revoke',
  ])
    expect(taken.get(type) ?? 0, type).toBeGreaterThan(10);
}

test('[ACC15] only a keeper changes anybody’s standing; a join changes its own author’s alone', () => {
  eachTurn(({ before, statement, result, after }) => {
    const { devices, invites } = differences(before, after);
    if (result.type === 'refused') return expect(after).toBe(before);
    const { author, body, issuedAt } = statement;
    if (body.type !== 'join') return expect(isKeeper(before, author, issuedAt)).toBe(true);
    expect([...devices]).toEqual([author]);
    expect(invites).toEqual([body.invite]);
    const { usedBy, ...terms } = after.invites.get(body.invite)!;
    const { usedBy: usedBefore, ...termsBefore } = before.invites.get(body.invite)!;
    expect(terms).toEqual(termsBefore);
    expect(usedBy).toEqual([...usedBefore, author]);
  });
});

test('[ACC15] a keeper’s statement changes whom it names, and after a removal the keys alone', () => {
  const standing = ({ members }: Access) =>
    new Map([...members].map(([id, { wraps: _, ...rest }]) => [id, rest]));
  eachTurn(({ before, statement: { body, author }, after }) => {
    const named = 'device' in body ? body.device : author;
    const [one, two] = [standing(before), standing(after)];
    for (const id of new Set([...one.keys(), ...two.keys()]))
      if (id !== named) expect(two.get(id)).toEqual(one.get(id));
    for (const id of differences(before, { ...after, members: before.members }).devices)
      expect(id).toBe(named);
  });
});

test('[ACC15] no sequence of statements by others than keepers raises a right', () => {
  let joined = 0;
  fc.assert(
    fc.property(steps, steps, (tried, attempts) => {
      // Whom a keepers' invite makes a keeper, a keeper has made one: there are none here.
      const others = tried.map((each) =>
        each.type === 'invite' && each.role === 'keeper'
          ? { ...each, role: 'editor' as const }
          : each,
      );
      const start = play(others).at(-1)?.after ?? accessOf(beginning)!;
      const hostile = attempts.filter(({ type, author, target }) => {
        const device = deviceNumbered(type === 'join' ? target : author);
        return start.members.get(device)?.role !== 'keeper';
      });
      const end = play(hostile, undefined, start).at(-1)?.after ?? start;
      for (const [id, member] of end.members) {
        const was = start.members.get(id);
        if (was) {
          expect(member).toBe(was);
          continue;
        }
        const { role, until } = start.invites.get(member.invite!)!;
        expect([member.role, member.until]).toEqual([role, until]);
        joined += 1;
      }
      expect([...end.members.keys()]).toEqual(expect.arrayContaining([...start.members.keys()]));
      expect(end.epoch).toBe(start.epoch);
      expect([...end.former]).toEqual([...start.former]);
      expect([...end.invites.keys()]).toEqual([...start.invites.keys()]);
    }),
    runs,
  );
  expect(joined).toBeGreaterThan(10);
});

test('[ACC16] there is always a keeper whose membership has no end', () => {
  let prevented = 0;
  eachTurn(({ result, after }) => {
    const lasting = [...after.members.values()].filter(
      ({ role, until }) => role === 'keeper' && until === 0,
    );
    expect(lasting.length).toBeGreaterThan(0);
    if (result.type === 'refused' && result.reason === 'last-keeper') prevented += 1;
  });
  expect(prevented).toBeGreaterThan(5);
});

test('[ACC17] a device that was removed or turned away never comes back under its key', () => {
  eachTurn(({ before, after }) => {
    for (const [id, former] of before.former) {
      expect(after.former.get(id)).toBe(former);
      expect(after.members.has(id) || after.waiting.has(id)).toBe(false);
    }
    for (const id of after.waiting.keys()) expect(after.members.has(id)).toBe(false);
  });
});

test('[ACC18] after a removal all members and open invites and nobody else have the new key', () => {
  let faulty = 0;
  eachTurn(({ before, statement: { body }, result, after }) => {
    if (result.type === 'refused' && result.reason === 'wrong-recipients') faulty += 1;
    if (body.type !== 'revoke' || result.type === 'refused') return;
    const { epoch, device } = body;
    expect(epoch).toBe(before.epoch + 1);
    expect(after.epoch).toBe(epoch);
    expect(after.members.has(device)).toBe(false);
    const made = (id: Parameters<typeof wrapNamed>[0]) => wrapNamed(id, epoch).sealed;
    for (const [id, { wraps }] of after.members)
      expect(wraps.filter((wrap) => wrap.epoch === epoch)).toEqual([{ epoch, sealed: made(id) }]);
    for (const [id, each] of after.invites) {
      const isOpen = each.wrap && !each.withdrawnBy && each.usedBy.length < each.usesMax;
      if (isOpen) expect(each.wrap).toEqual({ epoch, sealed: made(id) });
      else expect(each.wrap).toEqual(before.invites.get(id)!.wrap);
    }
    const given = body.wraps.map(({ recipient }) => toHex(recipient));
    expect(given).not.toContain(toHex(fromBase64Url(device)!));
    expect(new Set(given).size).toBe(given.length);
    const known = recipientsWithout(after, device).map(({ id }) => toHex(fromBase64Url(id)!));
    expect([...given].sort()).toEqual(known.sort());
  });
  expect(faulty).toBeGreaterThan(10);
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
