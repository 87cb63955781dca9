// What a relay asks and allows, as the keepers' devices see it: words for making books, space, deletion.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import { copyOf, lookInto, takeIn } from '../../src/lib/sync/files/copy-file.ts';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

const word = 'a word that was given';
let team: Team;
let keeper: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
});
afterEach(() => team.end());

async function name(urls: readonly string[]): Promise<void> {
  const { relaysRevision } = keeper.replica.membership.access!;
  const revision = relaysRevision + 1;
  const naming = await signAct(keeperOf(keeper), { type: 'relays', revision, urls });
  expect(await keeper.replica.propose(naming)).toBe(true);
}

function remember({ book, author }: Device, text: string): void {
  const saved = saveMemory(book, author, { kind: 'issue', title: 'Note', text, state: 'open' });
  expect(saved.type).toBe('done');
}

const linkTo = ({ replica }: Device, relay: string) =>
  replica.status.relays.find((each) => each.relay === relay);

const reachLink = (
  device: Device,
  relay: string,
  holds: (link: NonNullable<ReturnType<typeof linkTo>>) => boolean,
) =>
  reach(device.replica, () => {
    const link = linkTo(device, relay);
    return link !== undefined && holds(link);
  });

const isWhole = (link: { connection: string; waiting: number }) =>
  link.connection === 'live' && link.waiting === 0;

describe('[RELAYS3] a relay that takes new books by a word', () => {
  test('is given it by a keeper, as a second relay; a wrong one is told', async () => {
    team.second.settings = { creating: { words: [word] } };
    await team.second.start();
    await name([firstRelay, secondRelay]);
    await reachLink(keeper, secondRelay, ({ permit }) => permit === 'needed');
    expect(linkTo(keeper, secondRelay)).toMatchObject({
      connection: 'stopped',
      stoppedBy: 'permit-needed',
    });
    expect(keeper.replica.status.connection).toBe('live');

    keeper.replica.givePermit(secondRelay, 'a word that was guessed');
    expect(linkTo(keeper, secondRelay)?.permit).toBe('trying');
    await reachLink(keeper, secondRelay, ({ permit }) => permit === 'refused');
    keeper.replica.givePermit(secondRelay, word);
    await reachLink(keeper, secondRelay, isWhole);
    expect(linkTo(keeper, secondRelay)?.permit).toBeUndefined();
  });

  test('gets a book back that it lost, without being told the word again', async () => {
    team.relay.settings = { creating: { words: [word] } };
    await team.relay.wipe();
    await team.relay.start();
    keeper.replica.retryNow();
    await reachLink(keeper, firstRelay, ({ permit }) => permit === 'needed');
    keeper.replica.givePermit(firstRelay, word);
    await reachLink(keeper, firstRelay, isWhole);
    await team.relay.wipe();
    await reachLink(keeper, firstRelay, ({ connection }) => connection === 'offline');
    await team.relay.start();
    keeper.replica.retryNow();
    await reachLink(keeper, firstRelay, isWhole);
    await team.relay.stop();
    expect((await team.relay.extent(keeper.replica.book)).head).toBeGreaterThan(0);
  });
});

describe('[RELAYS4] a relay that is short of space', () => {
  test('tells keepers, and a full one is given what is missing once it has space', async () => {
    // No snapshot is to free space.
    await team.end();
    team = new Team('never');
    keeper = await team.found();
    const editor = await team.member('Editor', keeper);
    const limits = { bookBytesMax: 12_000 };
    await team.relay.stop();
    team.relay.settings = { creating: 'open', limits };
    await team.relay.start();
    for (const { replica } of team.devices) replica.retryNow();
    await reachLink(keeper, firstRelay, isWhole);
    expect(linkTo(keeper, firstRelay)?.space).toBeUndefined();

    for (let n = 0; n < 40 && !keeper.replica.status.health.publishRefused; n++) {
      remember(keeper, incompressible(400));
      await reach(
        keeper.replica,
        ({ waiting, health }) => waiting === 0 || health.publishRefused !== undefined,
      );
    }
    expect(keeper.replica.status.health.publishRefused).toBe('book-full');
    await reachLink(keeper, firstRelay, ({ space }) => space !== undefined);
    const { usedBytes, limitBytes } = linkTo(keeper, firstRelay)!.space!;
    expect(limitBytes).toBe(limits.bookBytesMax);
    expect(usedBytes).toBeGreaterThan(limitBytes * 0.8);
    expect(linkTo(editor, firstRelay)?.space).toBeUndefined();

    await team.relay.stop();
    team.relay.settings = { creating: 'open' };
    await team.relay.start();
    for (const { replica } of team.devices) replica.retryNow();
    await reachLink(keeper, firstRelay, isWhole);
    expect(linkTo(keeper, firstRelay)?.space).toBeUndefined();
    await reach(
      editor.replica,
      () => contentOf(editor.replica.doc) === contentOf(keeper.replica.doc),
    );
  });
});

describe('[RELAYS4] a book that is short of space', () => {
  test('is given some by a keeper’s snapshot, long before one would be due', async () => {
    await team.relay.stop();
    team.relay.settings = { creating: 'open', limits: { bookBytesMax: 12_000 } };
    await team.relay.start();
    keeper.replica.retryNow();
    await reachLink(keeper, firstRelay, isWhole);
    for (let n = 0; n < 60; n++) {
      remember(keeper, `note ${n}`);
      await reach(
        keeper.replica,
        ({ waiting, health }) => waiting === 0 || health.publishRefused !== undefined,
      );
    }
    await reachLink(keeper, firstRelay, (link) => isWhole(link) && link.space === undefined);
    await reach(keeper.replica, ({ health }) => health.publishRefused === undefined);
    await team.relay.stop();
    expect((await team.relay.extent(keeper.replica.book)).snapshotCovers).toBeGreaterThan(0);
  });
});

describe('[RELAYS5] a book that a keeper has a relay delete', () => {
  test('goes on at the others, and not with an editor’s say', async () => {
    await team.second.start();
    const editor = await team.member('Editor', keeper);
    await name([firstRelay, secondRelay]);
    for (const device of team.devices) await reachLink(device, secondRelay, isWhole);
    expect(await editor.replica.deleteAt(secondRelay)).toEqual({
      type: 'stays',
      reason: 'not-allowed',
    });
    expect(await keeper.replica.deleteAt(secondRelay)).toEqual({ type: 'deleted' });
    await reachLink(keeper, secondRelay, ({ stoppedBy }) => stoppedBy === 'book-deleted');
    remember(keeper, 'afterwards');
    await reach(editor.replica, () => contentOf(editor.replica.doc).includes('afterwards'));
    expect(await keeper.replica.deleteAt(secondRelay)).toEqual({ type: 'no-connection' });
  });

  test('from its only relay stays on every device, and goes on at another', async () => {
    const editor = await team.member('Editor', keeper);
    expect(await keeper.replica.deleteAt(firstRelay)).toEqual({ type: 'deleted' });
    for (const { replica } of [keeper, editor])
      await reach(
        replica,
        ({ connection, stoppedBy }) => connection === 'stopped' && stoppedBy === 'book-deleted',
      );
    remember(editor, 'while there is no relay');
    await team.second.start();
    await name([secondRelay]);
    await reachLink(keeper, secondRelay, isWhole);
    // The others hear of it by a copy.
    const file = await copyOf(keeper.replica, { now: systemClock, random: systemRandom });
    const found = await lookInto(editor.replica, file!, Date.now());
    if (found.type !== 'copy') throw new Error(`no copy: ${found.type}`);
    expect(await takeIn(editor.replica, found.statements, found.update)).toBe(true);
    await reachLink(editor, secondRelay, isWhole);
    const text = 'while there is no relay';
    await reach(keeper.replica, () => contentOf(keeper.replica.doc).includes(text));
  });
});

/** Text that no compression makes shorter. */
function incompressible(length: number): string {
  return Array.from(systemRandom(length), (byte) => String.fromCharCode(0x4e00 + byte * 64)).join(
    '',
  );
}
