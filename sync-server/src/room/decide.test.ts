import { accessOf } from '@wardbook/shared/access/access';
import type { Statement } from '@wardbook/shared/access/statement';
import { readSealed } from '@wardbook/shared/protocol/entry';
import { systemRandom } from '@wardbook/shared/base/ports';
import { beginning, statementOf, step } from '@wardbook/shared/testing/memberships';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookBytesMax, reserveShare } from '../limits.ts';
import { admit, foundTeam, invite, openTeam, sealedBy, type Team } from '../trials/team.ts';
import { startRelay } from '../testing/relay.ts';
import { decide, statementKey, type Arrival, type RoomState } from './decide.ts';
import { newBook, stateOfLog } from './open-book.ts';

const now = 1_800_000_000_000;

function stateOf(team: Team): RoomState {
  const made = newBook(team.book, team.keeper.id, systemRandom(16), team.statements, now);
  if (made.type !== 'new-book') throw new Error(made.reason);
  return made.state;
}

async function arrivalOf(team: Team, kind: 'update' | 'snapshot', covers = 0): Promise<Arrival> {
  const blob = await sealedBy(team.keeper, { kind, covers });
  const { heading } = readSealed(blob)!;
  return { type: 'sealed', author: team.keeper.id, sealed: { kind, heading, blob } };
}

test('deciding changes nothing by itself', async () => {
  const team = await foundTeam(now);
  const before = stateOf(team);
  const copy = { ...before };
  const decision = decide(before, [await arrivalOf(team, 'update')], now + 5);
  expect(before).toEqual(copy);
  expect(decision.state.head).toBe(2);
  expect(decision.entries).toMatchObject([{ kind: 'update', at: now + 5 }]);
});

test('each arrival is judged after the ones before it', async () => {
  const team = await foundTeam(now);
  const arrivals = [
    await arrivalOf(team, 'update'),
    await arrivalOf(team, 'snapshot', 2),
    await arrivalOf(team, 'snapshot', 2),
    await arrivalOf(team, 'snapshot', 3),
  ];
  const { outcomes, covers, entries, state } = decide(stateOf(team), arrivals, now);
  expect(outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : outcome.type))).toEqual([
    'taken',
    'taken',
    'stale-snapshot',
    'taken',
  ]);
  expect([covers, entries.length, state.snapshotCovers]).toEqual([3, 3, 3]);
});

test('a full book takes no more updates, statements up to its reserve, and snapshots still', async () => {
  const team = await foundTeam(now);
  const state = stateOf(team);
  const { statement } = await invite(team, now);
  const arrivals: Arrival[] = [
    await arrivalOf(team, 'update'),
    { type: 'statement', author: team.keeper.id, statement },
    await arrivalOf(team, 'snapshot', 1),
  ];
  const typesAt = (bytes: number) =>
    decide({ ...state, bytes }, arrivals, now).outcomes.map((outcome) =>
      'reason' in outcome ? outcome.reason : outcome.type,
    );
  expect(typesAt(bookBytesMax - 10)).toEqual(['book-full', 'taken', 'taken']);
  const reserve = bookBytesMax * (1 + reserveShare);
  expect(typesAt(reserve - 10)).toEqual(['book-full', 'book-full', 'taken']);
});

test('a statement that comes twice at once is one entry, taken twice', async () => {
  const team = await foundTeam(now);
  const state = stateOf(team);
  const { statement } = await invite(team, now);
  const arrival: Arrival = { type: 'statement', author: team.keeper.id, statement };
  const { outcomes, entries } = decide(state, [arrival, arrival], now);
  expect(outcomes).toEqual([{ type: 'taken' }, { type: 'taken' }]);
  expect(entries).toHaveLength(1);
});

test('a room opened again from the store is in the state it was left in', async () => {
  const relay = await startRelay();
  const team = await openTeam(relay);
  await admit(relay, team);
  await admit(relay, team, { role: 'reader', until: relay.now + 10 });
  const opened = await relay.store.openLog(team.book);
  if (opened.type !== 'log') throw new Error('the book is gone');
  const state = await stateOfLog(team.book, opened);
  expect(state.head).toBe(5);
  expect(state.access).toEqual(accessOf(team.statements));
  await relay.relay.close();
});

test('[ACC6] [ACC7] whatever comes from whomever, those who read the log agree with the relay', () => {
  const [create] = beginning as [Statement, ...Statement[]];
  const read = new Map(beginning.map((statement) => [statementKey(statement.bytes), statement]));
  let [taken, refused] = [0, 0];
  const anyCarrier = fc.option(fc.nat(20).map(deviceNumbered), { nil: undefined });
  const pieces = fc.array(fc.tuple(step, anyCarrier, fc.boolean()), {
    minLength: 20,
    maxLength: 60,
    size: 'max',
  });
  const run = fc.property(pieces, fc.nat(3), fc.integer({ min: 1, max: 7 }), (all, pace, batch) => {
    const log = systemRandom(16);
    const made = newBook(create.book, create.author, log, beginning, 0);
    if (made.type !== 'new-book') return expect.unreachable(made.reason);
    let { state } = made;
    const entries = [...made.log.entries];
    // What arrives in one tick was made by devices that had seen the same.
    for (let start = 0; start < all.length; start += batch) {
      const { access } = state;
      const arrivals = all.slice(start, start + batch).map(([tried, other, isIntroduced]) => {
        const statement = statementOf(access, tried);
        read.set(statementKey(statement.bytes), statement);
        const author = other ?? statement.author;
        const isKnown = access.members.has(author);
        return isIntroduced && !isKnown
          ? ({ type: 'introduction', author, statements: [statement] } as const)
          : ({ type: 'statement', author, statement } as const);
      });
      const decision = decide(state, arrivals, start * pace);
      for (const { type } of decision.outcomes)
        if (type === 'taken') taken++;
        else refused++;
      entries.push(...decision.entries);
      ({ state } = decision);
    }
    const statements = entries.map(({ blob }) => read.get(statementKey(blob))!);
    expect(accessOf(statements)).toEqual(state.access);
    expect(state.access.statements).toEqual(statements);
    expect(state.head).toBe(entries.length);
  });
  fc.assert(run, { numRuns: 150 });
  expect(Math.min(taken, refused)).toBeGreaterThan(100);
});
