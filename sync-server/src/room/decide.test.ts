import { accessOf } from '@wardbook/shared/access/access';
import { readSealed } from '@wardbook/shared/protocol/entry';
import { systemRandom } from '@wardbook/shared/base/ports';
import { expect, test } from 'vitest';
import { bookBytesMax } from '../limits.ts';
import { admit, foundTeam, invite, openTeam, sealedBy, type Team } from '../testing/team.ts';
import { startRelay } from '../testing/relay.ts';
import { decide, type Arrival, type RoomState } from './decide.ts';
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

test('a full book takes no more updates and statements, but snapshots still', async () => {
  const team = await foundTeam(now);
  const state = { ...stateOf(team), bytes: bookBytesMax - 10 };
  const { statement } = await invite(team, now);
  const arrivals: Arrival[] = [
    await arrivalOf(team, 'update'),
    { type: 'statement', author: team.keeper.id, statement },
    await arrivalOf(team, 'snapshot', 1),
  ];
  const { outcomes, entries } = decide(state, arrivals, now);
  const full = { type: 'refused', reason: 'book-full' };
  expect(outcomes).toEqual([full, full, { type: 'taken' }]);
  expect(entries).toHaveLength(1);
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
