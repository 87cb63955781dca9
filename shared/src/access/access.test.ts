import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceId } from '../base/ids.ts';
import {
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  joinBody,
  unsignedStatement,
  waitingJoinBody,
} from '../testing/statements.ts';
import { accessOf, applyStatement, mayAppend } from './access.ts';
import { devicesMax, invitesMax, roleAt, type Access } from './state.ts';
import type { Role, Statement, StatementBody } from './statement.ts';

const book = bookNumbered(0);
const [founder, editor, reader, stranger, other] = [0, 1, 2, 3, 11].map(deviceNumbered);
const by = (author: DeviceId, issuedAt: number, body: StatementBody) =>
  unsignedStatement(book, author, issuedAt, body);

const created = by(founder!, 0, createBody());
const founded = [
  created,
  by(founder!, 1, grantBody(editor!, 'editor')),
  by(founder!, 2, grantBody(reader!, 'reader')),
];

function refusal(access: Access | undefined, statement: Statement, now?: number) {
  const result = applyStatement(access, statement, now);
  return result.type === 'refused' ? result.reason : undefined;
}

// Random histories: seven devices, five invites, dates and ends that cross one another.
const role = fc.constantFrom<Role>('keeper', 'editor', 'reader');
const device = fc.nat(9).map(deviceNumbered);
const anyAuthor = fc.oneof(fc.constant(deviceNumbered(0)), device);
const time = fc.oneof({ weight: 2, arbitrary: fc.nat(6) }, fc.nat(30));
const epoch = fc.constantFrom(0, 0, 0, 0, 1);
const anyBody: fc.Arbitrary<StatementBody> = fc.oneof(
  { weight: 1, arbitrary: epoch.map(createBody) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(device, role, fc.constantFrom(0, 0, 5, 20), epoch)
      .map((args) => grantBody(...args)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.nat(4),
        role,
        fc.record({ expires: time, until: fc.constantFrom(0, 15), usesMax: fc.nat(3), epoch }),
      )
      .map((args) => inviteBody(...args)),
  },
  { weight: 6, arbitrary: fc.tuple(fc.nat(4), epoch).map((args) => joinBody(...args)) },
);
const statement = fc
  .tuple(fc.constantFrom(0, 0, 0, 0, 0, 0, 9).map(bookNumbered), anyAuthor, time, anyBody)
  .map((args) => unsignedStatement(...args));
const history = fc
  .array(statement, { maxLength: 40, size: 'max' })
  .map((rest) => [...founded, ...rest]);

test('[ACC3] only a keeper adds a member or an invite; a join adds its own author by an invite', () => {
  let grown = 0;
  fc.assert(
    fc.property(history, (statements) => {
      let access: Access | undefined;
      for (const one of statements) {
        const result = applyStatement(access, one);
        if (result.type === 'access' && access) {
          const before = access;
          const members = [...result.access.members.keys()].filter((id) => !before.members.has(id));
          const invites = [...result.access.invites.keys()].filter((id) => !before.invites.has(id));
          expect(members.length + invites.length).toBe(1);
          if (one.body.type === 'join') {
            expect(members).toEqual([one.author]);
            expect(before.invites.has(one.body.invite)).toBe(true);
          } else {
            expect(roleAt(before, one.author, one.issuedAt)).toBe('keeper');
          }
          grown++;
        }
        if (result.type === 'access') access = result.access;
      }
    }),
    { numRuns: 500 },
  );
  expect(grown).toBeGreaterThan(1_000 + 500);
});

test('[ACC4] nobody becomes more than a keeper said, nor anything else as long as none says so', () => {
  fc.assert(
    fc.property(history, (statements) => {
      let access: Access | undefined;
      for (const one of statements) {
        const before = access;
        const result = applyStatement(access, one);
        if (result.type === 'refused') continue;
        access = result.access;
        for (const [id, member] of before?.members ?? [])
          expect(access.members.get(id)).toBe(member);
      }
      for (const [id, member] of access!.members) {
        if (id === founder) continue;
        const said = access!.statements.find(
          ({ body }) =>
            (body.type === 'grant' && body.device === id) ||
            (body.type === 'invite' && body.invite === member.invite),
        );
        expect(said?.body).toMatchObject({ role: member.role, until: member.until });
        expect(said?.author).toBe(member.admittedBy);
      }
    }),
    { numRuns: 500 },
  );
});

test('[ACC5] an invite is never used more often than it says, nor twice by one device', () => {
  fc.assert(
    fc.property(history, (statements) => {
      for (const { usedBy, usesMax } of accessOf(statements)!.invites.values()) {
        expect(usedBy.length).toBeLessThanOrEqual(usesMax);
        expect(new Set(usedBy).size).toBe(usedBy.length);
      }
    }),
    { numRuns: 500 },
  );
});

test('[ACC6] the same log gives the same access, however it is fed', () => {
  fc.assert(
    fc.property(history, fc.array(statement, { maxLength: 20 }), fc.nat(), (log, noise, seed) => {
      const whole = accessOf(log)!;
      expect(accessOf(whole.statements)).toEqual(whole);
      // With every statement twice, and what is refused at that point put in between.
      let access: Access | undefined;
      log.forEach((one, index) => {
        const extra = noise[(seed + index) % Math.max(1, noise.length)];
        const taken = access && extra && applyStatement(access, extra).type === 'access';
        for (const each of extra && access && !taken ? [extra, one, one] : [one, one])
          access = accessOf([...(access?.statements ?? []), each]);
      });
      expect(access).toEqual(whole);
      const [first, ...rest] = log;
      const state = rest.reduce<Access | undefined>(
        (before, one) => {
          const result = applyStatement(before, one);
          return result.type === 'access' ? result.access : before;
        },
        accessOf([first!]),
      );
      expect(state).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

test('[ACC7] what is taken with a clock is taken in every replay without one', () => {
  const taken = { first: 0, late: 0 };
  fc.assert(
    fc.property(
      history,
      fc.nat(4),
      time,
      time,
      time,
      (statements, number, expires, date, clock) => {
        const terms = { expires, usesMax: 1_000 };
        const invite = by(founder!, 0, inviteBody(number + 50, 'reader', terms));
        const access = accessOf([...statements, invite])!;
        const join = by(deviceNumbered(90), date, joinBody(number + 50));
        const reason = refusal(access, join, clock);
        expect(reason).toBe(date < expires && clock < expires ? undefined : 'invite-expired');
        if (reason) taken.late++;
        else taken.first++;
        if (!reason) expect(refusal(access, join)).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
  expect(Math.min(taken.first, taken.late)).toBeGreaterThan(20);
});

test('[ACC6] a refused statement changes nothing', () => {
  fc.assert(
    fc.property(history, statement, (statements, one) => {
      const access = accessOf(statements)!;
      const copy = structuredClone(access);
      applyStatement(access, one);
      expect(access).toEqual(copy);
    }),
    { numRuns: 200 },
  );
});

const open = accessOf([
  ...founded,
  by(founder!, 3, inviteBody(1, 'editor', { expires: 10, usesMax: 1 })),
])!;
const join = (author: DeviceId, issuedAt: number, number = 1) =>
  by(author, issuedAt, joinBody(number));

test('[ACC7] first hand, an invite is over by the clock, whatever the statement is dated', () => {
  expect(refusal(open, join(stranger!, 4), 9)).toBeUndefined();
  expect(refusal(open, join(stranger!, 4), 10)).toBe('invite-expired');
  expect(refusal(open, join(stranger!, 4), 1_000)).toBe('invite-expired');
});

test('[ACC7] and by the date as well: a device with a fast clock is not taken and then lost', () => {
  expect(refusal(open, join(stranger!, 10), 9)).toBe('invite-expired');
});

test('[ACC7] replayed, it is over by the date alone', () => {
  expect(refusal(open, join(stranger!, 9))).toBeUndefined();
  expect(refusal(open, join(stranger!, 10))).toBe('invite-expired');
});

test('[ACC9] a membership that has ended, or ended before it began, is none', () => {
  const ending = accessOf([...founded, by(founder!, 3, grantBody(stranger!, 'keeper', 50))])!;
  expect(roleAt(ending, stranger!, 49)).toBe('keeper');
  expect(roleAt(ending, stranger!, 50)).toBeUndefined();
  expect(refusal(ending, by(stranger!, 49, grantBody(other!, 'reader')))).toBeUndefined();
  expect(refusal(ending, by(stranger!, 50, grantBody(other!, 'reader')))).toBe('author-not-keeper');
  const past = accessOf([...founded, by(founder!, 30, grantBody(stranger!, 'keeper', 20))])!;
  expect(roleAt(past, stranger!, 30)).toBeUndefined();
  expect(roleAt(past, other!, 0)).toBeUndefined();
});

test('[ACC10] devices and invites are bounded', () => {
  const grants = Array.from({ length: devicesMax + 1 }, (_, i) =>
    by(founder!, 1, grantBody(deviceNumbered(100 + i), 'reader')),
  );
  const full = accessOf([created, ...grants])!;
  expect(full.members.size).toBe(devicesMax);
  expect(refusal(full, by(founder!, 1, grantBody(deviceNumbered(99), 'reader')))).toBe('too-many');
  const waiters = Array.from({ length: devicesMax }, (_, i) =>
    by(deviceNumbered(100 + i), 1, waitingJoinBody(1, book, deviceNumbered(100 + i))),
  );
  const many = { expires: 9, usesMax: devicesMax, approval: true };
  const queue = accessOf([created, by(founder!, 1, inviteBody(1, 'reader', many)), ...waiters])!;
  expect(queue.members.size + queue.waiting.size).toBe(devicesMax);
  // There must be a place for those who wait.
  expect(refusal(queue, by(founder!, 1, grantBody(deviceNumbered(99), 'reader')))).toBe('too-many');
  const invites = Array.from({ length: invitesMax }, (_, i) =>
    by(founder!, 1, inviteBody(100 + i, 'reader', { expires: 9 })),
  );
  const crowded = accessOf([created, ...invites])!;
  expect(crowded.invites.size).toBe(invitesMax);
  expect(refusal(crowded, by(founder!, 1, inviteBody(1, 'reader', { expires: 9 })))).toBe(
    'too-many',
  );
});

test('[ACC11] who may append what', () => {
  const table = (['keeper', 'editor', 'reader'] as const).map((one) =>
    (['access', 'update', 'snapshot'] as const).map((kind) => mayAppend(one, kind)),
  );
  expect(table).toEqual([
    [true, true, true],
    [true, true, false],
    [true, false, false],
  ]);
});
