/**
 * Every history of a small book's membership, told once where two come to the same, at the real relay
 * and on devices as the app has them: one act deep as the tests run, two in `pnpm test:long`.
 * `WARDBOOK_DEPTH=3` goes as far as is said of the whole, some 4,600 histories; `WARDBOOK_PART=1/2` and
 * `2/2` tell half of them each, for two processes.
 */
import { expect, test } from 'vitest';
import {
  after,
  beginning,
  keyOf,
  movesIn,
  type World,
} from '@wardbook/shared/testing/every-history';
import { contentOf } from '../simulation/content.ts';
import { reach } from './team.ts';
import { ToldHistory } from './told-history.ts';

const depth = Number(process.env['WARDBOOK_DEPTH'] ?? (process.env['WARDBOOK_LONG'] ? 2 : 1));

const [part = 1, parts = 1] = (process.env['WARDBOOK_PART'] ?? '1/1').split('/').map(Number);

/** Those with `length` acts, and shorter ones that nothing new follows. */
function histories(length: number): World[] {
  let worlds = [beginning()];
  const seen = new Set(worlds.map(keyOf));
  const ends: World[] = [];
  for (let acts = 1; acts <= length; acts++) {
    const next = new Map<string, World>();
    for (const world of worlds) {
      const before = next.size;
      for (const move of movesIn(world)) {
        const moved = after(world, move);
        if (moved && !seen.has(keyOf(moved))) next.set(keyOf(moved), moved);
      }
      if (next.size === before) ends.push(world);
    }
    for (const key of next.keys()) seen.add(key);
    worlds = [...next.values()];
  }
  return [...ends, ...worlds];
}

async function tellAndCheck(world: World): Promise<void> {
  const told = new ToldHistory();
  try {
    await told.begin();
    for (const move of world.moves) await told.tell(move);
    const inBook = [...world.access.members.values()].filter(
      ({ isRecoverySheet }) => !isRecoverySheet,
    );
    expect(told.members.length).toBe(inBook.length);
    await told.newcomer();
    const book = () => contentOf(told.keeper.replica.doc);
    for (const { replica } of told.members) {
      await reach(replica, () => contentOf(replica.doc) === book());
      expect(replica.status.unopened.filter(({ isLocked }) => !isLocked)).toEqual([]);
      expect(replica.status.health).toMatchObject({
        disputedBy: new Set(),
        removalKept: false,
        withheld: false,
      });
    }
    for (const [person, removedAt] of world.removedAt) {
      const { membership, doc } = told.devices.get(person)!.replica;
      expect([...membership.keys.keys()].filter((epoch) => epoch >= removedAt)).toEqual([]);
      expect(contentOf(doc)).not.toBe(book());
    }
  } finally {
    await told.end();
  }
}

test(
  `[ACC33] every history of ${depth} acts at the real relay: the removed read nothing later, newcomers have it all`,
  { timeout: 7_200_000 },
  async () => {
    const all = histories(depth).filter((_, index) => index % parts === part - 1);
    let [told, removed] = [0, 0];
    for (const world of all) {
      const acts = world.moves.map(({ by, act }) => `${by}: ${act}`).join(', ');
      await tellAndCheck(world).catch((error: unknown) => {
        throw new Error(`after ${acts}`, { cause: error });
      });
      told += 1;
      if (world.removedAt.size > 0) removed += 1;
    }
    console.log(
      `every history to depth ${depth} at the real relay: ${told}, ${removed} with removals`,
    );
    expect(told).toBe(all.length);
    expect(removed).toBeGreaterThan(0);
  },
);
