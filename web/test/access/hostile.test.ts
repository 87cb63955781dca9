// Members who mean harm, against the real relay and honest devices: each attack is refused or
// contained under a name, the others go on, and their documents stay equal.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signStatement } from '@wardbook/shared/access/statement';
import { bookIdOf } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { electors } from '@wardbook/shared/kinds/register/register';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { Client, helloFrame } from '@wardbook/sync-server/trials/client';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { GateRefusal } from '../../src/lib/sync/gate/refusal.ts';
import { writePresence } from '../../src/lib/sync/link/provider-messages.ts';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { deletionOf, refs, runAt, structAt } from './crafted.ts';
import { HostileMember } from './hostile-member.ts';
import { keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let editor: Device;
/** The device that the hostile member will take over. */
let own: Device;

async function begin(role: 'keeper' | 'editor' = 'editor'): Promise<HostileMember> {
  own = await team.member('Mallory', keeper, { role });
  await reach(own.replica, ({ waiting }) => waiting === 0);
  return HostileMember.in(team, own);
}

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
});
afterEach(() => team.end());

let notes = 0;
function remember({ book, author }: Device, title: string): void {
  const saved = saveMemory(book, author, { kind: 'issue', title, text: '', state: 'open' });
  expect(saved.type).toBe('done');
}

const holds = (device: Device, text: string) =>
  reach(device.replica, () => contentOf(device.replica.doc).includes(text));

/** The honest ones are connected, exchange changes both ways, and hold the same. */
async function goOn(): Promise<void> {
  const [one, other] = [`note ${++notes}`, `note ${++notes}`];
  remember(keeper, one);
  remember(editor, other);
  await Promise.all([holds(editor, one), holds(keeper, other)]);
  for (const { replica } of [keeper, editor])
    await reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
  expect(contentOf(keeper.replica.doc)).toBe(contentOf(editor.replica.doc));
}

const unusable = (device: Device) => device.replica.status.unopened.length;
const someChange = () => {
  const doc = new Y.Doc();
  doc.getMap('settings').set('x', 1);
  return Y.encodeStateAsUpdate(doc);
};

describe('[HOSTILE1] signatures and keys', () => {
  test('an entry in another’s name is refused, one with a broken signature opened by nobody', async () => {
    const hostile = await begin();
    const { device } = editor.replica.membership;
    const named = await hostile.seal('update', someChange(), {
      device: { ...device, signing: hostile.device.signing },
    });
    expect(await hostile.append('update', named)).toBe('not-allowed');
    const broken = await hostile.seal('update', someChange());
    broken[broken.length - 1]! ^= 1;
    expect(await hostile.append('update', broken)).toBe('taken');
    for (const honest of [keeper, editor])
      await reach(honest.replica, () => unusable(honest) === 1);
    await goOn();
  });

  test('a hello that was overheard, or made for another’s device, proves nothing', async () => {
    const hostile = await begin();
    const url = team.relay.address.replace(/^ws/, 'http').replace(/\/relay$/, '');
    const overheard = await helloFrame(
      editor.replica.membership.device,
      hostile.book,
      systemRandom(32),
    );
    const replaying = new Client(url);
    await replaying.next('challenge');
    replaying.send(overheard);
    expect(await replaying.closed).toBe('not-proven');
    const posing = new Client(url);
    const { nonce } = await posing.next('challenge');
    const hello = await helloFrame(hostile.device, hostile.book, nonce);
    posing.send({ ...hello, device: editor.author.device });
    expect(await posing.closed).toBe('not-proven');
    await goOn();
  });

  test('an entry sealed for another book is opened by nobody', async () => {
    const hostile = await begin();
    const foreign = await hostile.seal('update', someChange(), {
      book: bookIdOf(systemRandom(32)),
    });
    expect(await hostile.append('update', foreign)).toBe('taken');
    for (const honest of [keeper, editor])
      await reach(honest.replica, () => unusable(honest) === 1);
    await goOn();
  });
});

describe('[HOSTILE2] statements', () => {
  test('nobody raises themselves, and nothing is taken out of its order', async () => {
    const hostile = await begin();
    const { id, signing } = hostile.device;
    const sign = (body: Parameters<typeof signStatement>[4]) =>
      signStatement(signing.privateKey, id, hostile.book, Date.now(), body);
    const change = { type: 'change', device: id, until: 0 } as const;
    expect(await hostile.state(await sign({ ...change, role: 'keeper' }))).toBe(
      'statement-refused',
    );
    expect(await hostile.state(await sign({ type: 'relays', revision: 9, urls: [] }))).toBe(
      'statement-refused',
    );
    // A decision about somebody who has not asked yet.
    const early = await signAct(keeperOf(keeper), { type: 'decline', device: id });
    expect(await hostile.state(early)).toBe('statement-refused');
    expect(keeper.replica.membership.access?.members.get(id)?.role).toBe('editor');
    await goOn();
  });

  test('under an old key nothing more is taken, and a removed device is closed', async () => {
    const hostile = await begin();
    const third = await team.member('Third', keeper);
    const removal = await removeDevices(keeperOf(keeper), [third.author.device]);
    expect(await keeper.replica.propose(removal)).toBe(true);
    const old = await hostile.seal('update', someChange(), { epoch: 0 });
    expect(await hostile.append('update', old)).toBe('wrong-epoch');
    const its = await removeDevices(keeperOf(keeper), [hostile.device.id]);
    expect(await keeper.replica.propose(its)).toBe(true);
    expect(await hostile.client.closed).toBe('removed');
    await goOn();
  });
});

describe('[HOSTILE3] snapshots', () => {
  test('one by an editor is refused', async () => {
    const hostile = await begin();
    const blob = await hostile.seal('snapshot', someChange(), { covers: 1 });
    expect(await hostile.append('snapshot', blob)).toBe('not-allowed');
    await goOn();
  });

  test.each(['an empty one', 'a short one'])(
    '%s by a keeper is healed by the others',
    async (which) => {
      remember(keeper, 'from before');
      await holds(editor, 'from before');
      const hostile = await begin('keeper');
      const nothing = Y.encodeStateAsUpdate(new Y.Doc());
      const plain = which === 'an empty one' ? nothing : someChange();
      const covers = hostile.head;
      const blob = await hostile.seal('snapshot', plain, { covers });
      expect(await hostile.append('snapshot', blob)).toBe('taken');
      hostile.leave();
      await goOn();
      const newcomer = await team.member('Newcomer', keeper);
      await holds(newcomer, 'from before');
      await reach(newcomer.replica, () => {
        return contentOf(newcomer.replica.doc) === contentOf(keeper.replica.doc);
      });
    },
  );

  const lies: [string, GateRefusal, (hostile: HostileMember) => Uint8Array][] = [
    [
      'with more than there was',
      'beyond-log',
      (hostile) => {
        const event = { id: 'more', t: 'memory', at: 1, by: hostile.device.id, h: 'never said' };
        return Y.mergeUpdates([
          Y.encodeStateAsUpdate(own.replica.doc),
          structAt(hostile.clientId, hostile.clock, [event]),
        ]);
      },
    ],
    ['that deletes', 'deletes', () => deletionOf(new Map([[editor.replica.doc.clientID, 9]]))],
    [
      'with a list inside of a list',
      'not-plain',
      ({ clientId }) =>
        runAt({ client: clientId, clock: 0 }, refs.type, (to) => encoding.writeVarUint(to, 0)),
    ],
    ['under a client id of nobody’s', 'not-own-client', () => structAt(77, 0, [{}], 'register')],
    ['that waits for what is missing', 'gap', ({ clientId }) => structAt(clientId, 9, [{}])],
  ];

  test.each(lies)('a keeper’s %s is named, and healed', async (_, refusal, plain) => {
    remember(keeper, 'from before');
    await holds(editor, 'from before');
    const hostile = await begin('keeper');
    await holds(own, 'from before');
    const blob = await hostile.seal('snapshot', plain(hostile), { covers: hostile.head });
    expect(await hostile.append('snapshot', blob)).toBe('taken');
    for (const { replica } of [keeper, editor])
      await reach(replica, ({ unopened }) =>
        unopened.some((each) => each.refusal === refusal && each.author === hostile.device.id),
      );
    await goOn();
    for (const { replica } of [keeper, editor])
      expect(contentOf(replica.doc)).not.toContain('never said');
  });

  test('one that covers what is still to come is refused by the relay', async () => {
    const hostile = await begin('keeper');
    const state = Y.encodeStateAsUpdate(own.replica.doc);
    const blob = await hostile.seal('snapshot', state, { covers: hostile.head + 1 });
    expect(await hostile.append('snapshot', blob)).toBe('stale-snapshot');
    await goOn();
  });
});

describe('[HOSTILE4] what is in an update', () => {
  const crafted: [string, () => Uint8Array][] = [
    ['a clock near 2^53', () => structAt(77, 2 ** 53 - 2)],
    ['a clock beyond what can be counted', () => structAt(77, 2 ** 53 + 2)],
    ['a deletion of more than 2^31', () => deletionOf(new Map([[77, 2 ** 31 + 5]]))],
    ['a deletion beyond what can be counted', () => deletionOf(new Map([[77, 2 ** 53 - 1]]))],
    ['bytes that are no update', () => systemRandom(400)],
  ];

  test.each(crafted)('%s costs nobody anything', async (_, make) => {
    const hostile = await begin();
    const before = contentOf(keeper.replica.doc);
    expect(await hostile.append('update', await hostile.seal('update', make()))).toBe('taken');
    await goOn();
    hostile.leave();
    expect(contentOf(keeper.replica.doc).length).toBeGreaterThan(before.length);
    // Whoever opens the book anew reads past it as well.
    await editor.crash();
    await editor.openTab();
    await goOn();
  });

  test('keys with a meaning to the language change nothing but themselves', async () => {
    const hostile = await begin();
    const keys = ['__proto__', 'constructor', 'prototype'];
    const signed = { by: hostile.device.id, at: 1, id: 'e', t: 'answer' };
    const events = keys.map(
      (key) => JSON.parse(`{"${key}":{"polluted":1},${JSON.stringify(signed).slice(1)}`) as object,
    );
    for (const [part, values] of [
      ['events', events],
      ['register', [{ w: 'e' }]],
    ] as const) {
      const update = hostile.updateOf(part, values);
      expect(await hostile.append('update', await hostile.seal('update', update))).toBe('taken');
    }
    await reach(keeper.replica, () => keeper.book.events.toArray().some(isE));
    await goOn();
    expect(unusable(keeper)).toBe(0);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const read = electors(keeper.book);
    expect(read.electors).toEqual([]);
    expect(read.skipped).toBeGreaterThan(0);
  });
});

test('[HOSTILE4] what waits for ever for its other half keeps no newcomer from the book', async () => {
  const hostile = await begin();
  hostile.updateOf('events', [{ by: hostile.device.id, at: 1, id: 'never told' }]);
  const half = hostile.updateOf('events', [{ by: hostile.device.id, at: 1, id: 'told' }]);
  expect(await hostile.append('update', await hostile.seal('update', half))).toBe('taken');
  await goOn();
  expect(keeper.replica.doc.store.pendingStructs).toBeNull();
  const removal = await removeDevices(keeperOf(keeper), [hostile.device.id]);
  expect(await keeper.replica.propose(removal)).toBe(true);
  const newcomer = await team.member('Newcomer', keeper);
  await holds(newcomer, 'Council');
  await goOn();
  await reach(
    newcomer.replica,
    () => contentOf(newcomer.replica.doc) === contentOf(keeper.replica.doc),
  );
});

describe('[HOSTILE5] presence', () => {
  test('with the highest clock, in one’s own name or another’s, silences nobody', async () => {
    const hostile = await begin();
    const { clientID } = editor.replica.awareness;
    const saidTo = ({ replica }: Device) =>
      [...replica.awareness.getStates().values()].map((state) => state['at'] as unknown);
    const says = async (at: string) => {
      editor.replica.awareness.setLocalState({ at });
      await expect.poll(() => saidTo(keeper), { timeout: 10_000 }).toContainEqual(at);
    };
    await says('first');
    for (const client of [clientID, 4_242]) {
      for (const state of [JSON.stringify({ device: hostile.device.id }), 'null']) {
        const states = writePresence([{ client, clock: 2 ** 53 - 1, state }]);
        hostile.client.send({ type: 'presence', blob: await hostile.seal('presence', states) });
      }
    }
    await hostile.client.untilPong();
    await goOn();
    await says('second');
  });

  test('a flood of it, of clients, of bytes and without end, costs the others nothing', async () => {
    const hostile = await begin();
    const device = hostile.device.id;
    const says = (client: number, more: object) => ({
      client,
      clock: 1,
      state: JSON.stringify({ device, ...more }),
    });
    const thousand = Array.from({ length: 1_000 }, (_, client) => says(client, {}));
    for (const states of [thousand, [says(7, { text: 'x'.repeat(60_000) })]])
      hostile.client.send({
        type: 'presence',
        blob: await hostile.seal('presence', writePresence(states)),
      });
    for (let client = 1; client <= 200; client++)
      hostile.client.send({
        type: 'presence',
        blob: await hostile.seal('presence', writePresence([says(client, {})])),
      });
    await Promise.race([hostile.client.untilPong(), hostile.client.closed]);
    await goOn();
    expect(keeper.replica.awareness.getStates().size).toBeLessThan(50);
  });

  test('a stranger’s keys are of no use at all', async () => {
    const hostile = await begin();
    const stranger = await createDeviceKeys();
    const url = team.relay.address.replace(/^ws/, 'http').replace(/\/relay$/, '');
    const client = new Client(url);
    await client.hello(stranger, hostile.book);
    expect(await client.next('unknown')).toMatchObject({ what: 'device' });
    client.send({ type: 'presence', blob: await hostile.seal('presence', new Uint8Array(8)) });
    expect(await client.closed).toBe('not-admitted');
    await goOn();
  });
});

const isE = (event: unknown) => (event as { id: unknown }).id === 'e';
