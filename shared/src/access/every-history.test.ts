/** Not some histories of a small book, as elsewhere, but all of them up to a length. */
import { expect, test } from 'vitest';
import {
  acts,
  after,
  beginning,
  epochsReadBy,
  isIn,
  keyOf,
  movesIn,
  people,
  type Act,
  type World,
} from '../testing/every-history.ts';
import { accessOf } from './access.ts';
import { hasLastingKeeper } from './state.ts';
import { statementVersion, type StatementVersion } from './statement.ts';

/** `pnpm test:long` goes one further, which takes two minutes. */
const depth = process.env['WARDBOOK_LONG'] ? 5 : 4;
/** Many minutes on a slow machine. */
const timeoutMs = 1_800_000;

interface Walk {
  readonly states: number;
  readonly tried: number;
  readonly taken: ReadonlyMap<Act, number>;
  readonly refused: ReadonlyMap<Act, number>;
}

/** Every history of up to `length` moves. Where two come to the same, one is gone on with. */
function walk(version: StatementVersion, length: number, visit: (world: World) => void): Walk {
  const taken = new Map<Act, number>();
  const refused = new Map<Act, number>();
  const seen = new Set<string>();
  let tried = 0;
  let worlds: World[] = [];
  const reach = (world: World, isLast: boolean) => {
    const key = keyOf(world);
    if (seen.has(key)) return;
    seen.add(key);
    visit(world);
    if (!isLast) worlds.push(world);
  };
  reach(beginning(version), false);
  for (let moves = 1; moves <= length; moves++) {
    const before = worlds;
    worlds = [];
    for (const world of before)
      for (const move of movesIn(world)) {
        const moved = after(world, move);
        tried += 1;
        const count = moved ? taken : refused;
        count.set(move.act, (count.get(move.act) ?? 0) + 1);
        if (moved) reach(moved, moves === length);
      }
  }
  return { states: seen.size, tried, taken, refused };
}

/** Who was removed, has been let in by no keeper since, and still could read what came after. */
function waysBack(world: World): string[] {
  return people.filter((person) => {
    const removedAt = world.removedAt.get(person);
    if (removedAt === undefined) return false;
    return isIn(world, person) || [...epochsReadBy(world, person)].some((at) => at >= removedAt);
  });
}

test(
  `[ACC33] in every history of ${depth} moves, nobody removed reads on, and the book has a keeper`,
  { timeout: timeoutMs },
  () => {
    let removed = 0;
    const { states, tried, taken, refused } = walk(statementVersion, depth, (world) => {
      if (world.removedAt.size > 0) removed += 1;
      const { access } = world;
      const told = world.moves.map(({ by, act }) => `${by}: ${act}`).join(', ');
      if (waysBack(world).length > 0) expect.unreachable(`${waysBack(world).join()}: ${told}`);
      if (!hasLastingKeeper(access.members)) expect.unreachable(`no keeper: ${told}`);
      // Whoever comes now and reads it from the start.
      const newcomer = { ...world, access: accessOf(access.statements)! };
      if (keyOf(newcomer) !== keyOf(world)) expect.unreachable(`a newcomer differs: ${told}`);
    });
    const counts = acts.map((act) => `${act} ${taken.get(act)}/${refused.get(act)}`).join(', ');
    console.log(
      `every history to depth ${depth}: ${states} states (${removed} with somebody removed), ` +
        `${tried} moves tried; taken/refused: ${counts}`,
    );
    expect(removed).toBeGreaterThan(100);
    for (const act of acts) {
      expect(taken.get(act), act).toBeGreaterThan(100);
      expect(refused.get(act), act).toBeGreaterThan(100);
    }
  },
);

test('[ACC33] the rule that statements of version 1 are read by is found to leave ways back', () => {
  const found = new Set<string>();
  walk(1, 2, (world) => {
    if (waysBack(world).length > 0) found.add(world.moves.map(({ act }) => act).join(', '));
  });
  // Their link held the new key; the words of their sheet opened it.
  expect(found).toContain('remove');
  expect(found).toContain('make or use a recovery sheet, remove');
});
