/**
 * What every history has in common about what people do for themselves, and about sheets and relays
 * (shared/SPEC.md, [ACC23] and on).
 */
import { expect, test } from 'vitest';
import { eachTurn } from '../testing/turns.ts';
import { relaysMax } from './relay-url.ts';
import { ownInviteMsMax, roleAt, recoverySheetsMax } from './state.ts';

test('[ACC23] replacing keeps the place as it is and ends the old key for good', () => {
  let invited = 0;
  eachTurn(({ before, statement: { author, body, issuedAt }, result, after }) => {
    if (body.type !== 'replace' || result.type === 'refused') return;
    const { device, wrapPublic: _, label, wraps: __, ...place } = before.members.get(author)!;
    const { device: next, ...now } = after.members.get(body.device)!;
    expect(now).toMatchObject(place);
    expect(next).toBe(body.device);
    expect([now.wrapPublic, now.label, now.wraps]).toEqual([
      body.wrapPublic,
      body.label,
      [body.wrap],
    ]);
    expect(body.wrap.epoch).toBe(before.epoch);
    expect(after.members.has(device)).toBe(false);
    expect(after.members.size).toBe(before.members.size);
    const { person } = place;
    expect(after.former.get(device)).toEqual({
      device,
      how: 'replaced',
      by: author,
      at: issuedAt,
      label,
      person,
    });
    expect(place.isRecoverySheet).toBe(false);
    for (const [id, each] of before.invites) {
      const isPassedOn = each.own && each.by === device;
      expect(after.invites.get(id)).toEqual(isPassedOn ? { ...each, by: next } : each);
      if (isPassedOn) invited += 1;
    }
  });
  expect(invited).toBeGreaterThan(5);
});

test('[ACC24] whoever comes by somebody’s own invite waits, and is admitted as that somebody is', () => {
  let [notOwn, changed] = [0, 0];
  eachTurn(({ before, statement: { author, body, issuedAt }, result, after }) => {
    if (result.type === 'refused' && result.reason === 'not-own-terms') notOwn += 1;
    if (result.type === 'refused') return;
    if (body.type === 'invite' && body.own) {
      const { role, until, isRecoverySheet } = before.members.get(author)!;
      expect(body).toMatchObject({ role, until, usesMax: 1, wrap: undefined });
      expect(body.expires - issuedAt).toBeLessThanOrEqual(ownInviteMsMax);
      expect(isRecoverySheet).toBe(false);
    }
    if (body.type === 'join' && before.invites.get(body.invite)!.own)
      expect([after.waiting.has(author), after.members.has(author)]).toEqual([true, false]);
    if (body.type !== 'admit') return;
    const opened = before.invites.get(before.waiting.get(body.device)!.invite)!;
    if (!opened.own) return expect(after.members.get(body.device)!.person).toBe(body.device);
    const { role, until, person } = before.members.get(opened.by)!;
    expect(after.members.get(body.device)).toMatchObject({
      role,
      until,
      person,
      isRecoverySheet: false,
    });
    if (role !== opened.role || until !== opened.until) changed += 1;
  });
  expect(notOwn).toBeGreaterThan(10);
  // What it was given is not what the invite said.
  expect(changed).toBeGreaterThan(0);
});

test('[ACC25] a recovery sheet lets in and does nothing else, stays what it is, and is one of five', () => {
  const seen = { tried: 0, kept: 0 };
  eachTurn(({ before, statement: { author, body }, result, after }) => {
    const sheets = [...after.members.values()].filter(({ isRecoverySheet }) => isRecoverySheet);
    expect(sheets.length).toBeLessThanOrEqual(recoverySheetsMax);
    for (const { device, role, until, label } of sheets)
      expect([role, until, label.length, after.waiting.has(device)]).toEqual([
        'keeper',
        0,
        0,
        false,
      ]);
    for (const { device } of sheets) {
      const was = before.members.get(device);
      if (!was) expect(body).toMatchObject({ type: 'recovery-sheet', device });
      else if (body.type === 'change' && body.device === device) seen.kept += 1;
      if (was && body.type !== 'revoke') expect(after.members.get(device)).toBe(was);
    }
    if (!before.members.get(author)?.isRecoverySheet || body.type === 'grant') return;
    seen.tried += 1;
    expect(result.type).toBe('refused');
  });
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(2);
});

test('[ACC26] a book’s relays are one to four, each once, named by a keeper', () => {
  const refused = { 'not-relays': 0, 'relays-outdated': 0, 'author-not-keeper': 0 };
  eachTurn(({ before, statement: { body, author, issuedAt }, result, after }) => {
    const { relays } = after;
    expect(new Set(relays).size).toBe(relays.length);
    expect(relays.length).toBeLessThanOrEqual(relaysMax);
    expect(relays.length).toBeGreaterThanOrEqual(before.relays.length > 0 ? 1 : 0);
    if (body.type !== 'relays') return expect(relays).toBe(before.relays);
    if (result.type === 'refused') {
      if (result.reason in refused) refused[result.reason as keyof typeof refused] += 1;
      return;
    }
    expect(relays).toEqual(body.urls);
    expect(roleAt(before, author, issuedAt) === 'keeper').toBe(true);
    expect(after.relaysRevision).toBeGreaterThanOrEqual(before.relaysRevision);
  });
  for (const [reason, count] of Object.entries(refused)) expect(count, reason).toBeGreaterThan(2);
});

test('[ACC27] an audit statement is made by a member, changes nothing but their person’s count', () => {
  eachTurn(({ before, statement: { body, author, issuedAt }, result, after }) => {
    if (body.type !== 'audit' || result.type === 'refused')
      return expect(after.audits).toBe(before.audits);
    const { person, isRecoverySheet } = before.members.get(author)!;
    expect(roleAt(before, author, issuedAt)).toBeDefined();
    expect(isRecoverySheet).toBe(false);
    const audits = new Map(before.audits).set(person, (before.audits.get(person) ?? 0) + 1);
    expect(after).toEqual({ ...before, audits, statements: after.statements });
  });
});

test('[ACC37] the schema never falls, and is raised by keepers’ statements alone', () => {
  const refused = { 'schema-not-higher': 0, 'author-not-keeper': 0 };
  eachTurn(({ before, statement: { author, body, issuedAt: at }, result, after }) => {
    if (body.type !== 'schema' || result.type === 'refused') {
      expect([after.schema, after.schemaRaisedBy]).toEqual([before.schema, before.schemaRaisedBy]);
      if (body.type === 'schema' && result.type === 'refused' && result.reason in refused)
        refused[result.reason as keyof typeof refused] += 1;
      return;
    }
    expect(body.schema).toBeGreaterThan(before.schema);
    expect(after.schema).toBe(body.schema);
    expect(after.schemaRaisedBy).toEqual({ device: author, at });
    const { role, isRecoverySheet } = before.members.get(author)!;
    expect([role, isRecoverySheet, roleAt(before, author, at)]).toEqual([
      'keeper',
      false,
      'keeper',
    ]);
    const { schema: _, schemaRaisedBy: __, statements: ___, ...rest } = after;
    expect(before).toMatchObject(rest);
  });
  for (const [reason, count] of Object.entries(refused)) expect(count, reason).toBeGreaterThan(5);
});
