/** What passes between the relay and a device that waits, so that there is a code to compare. */
import { waitMsMax } from '@wardbook/shared/access/state';
import { signStatement, type Open } from '@wardbook/shared/access/statement';
import { systemRandom } from '@wardbook/shared/base/ports';
import { admitWaiting } from '@wardbook/shared/sealing/keeper-acts';
import { describe, expect, test } from 'vitest';
import { relayStarter } from '../testing/relay-starter.ts';
import {
  answerOf,
  attend,
  comeWaiting,
  compare,
  decree,
  greet,
  invite,
  keeperOf,
  openingOf,
  openTeam,
  waitAgain,
} from '../trials/team.ts';

const start = relayStarter();

describe('a device that waits', () => {
  test('is shown the answer to its join once for each connection, and nobody else is', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    const other = await comeWaiting(relay, team);
    await decree(team, answerOf(relay, team, device));
    expect((await client.next('statements')).statements).toHaveLength(team.statements.length);
    await decree(team, (await invite(team, relay.now)).statement);
    expect(await client.untilPong()).toEqual([]);
    expect(await other.client.untilPong()).toEqual([]);
  });

  test('opens once, and what does not fit is refused by name and changes nothing', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    await decree(team, answerOf(relay, team, device));
    await client.next('statements');
    const right = await openingOf(relay, team, device);
    const others = [{ nonce: systemRandom(32) }, { answer: systemRandom(32) }];
    for (const parts of others) {
      const wrong = await waitAgain(relay, device, team);
      await wrong.next('statements');
      const { privateKey } = device.signing;
      const body = { ...(right.body as Open), ...parts };
      const signed = await signStatement(privateKey, device.id, team.book, relay.now, body);
      wrong.send({ type: 'statements', statements: [signed.bytes] });
      expect(await wrong.closed).toBe('statements-refused');
    }
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 4 });
    client.send({ type: 'statements', statements: [right.bytes] });
    expect((await team.client.next('entries')).entries[0]!.blob).toEqual(right.bytes);
    // In another of its windows the same is no harm; beyond what it may bring there is an end.
    const second = await waitAgain(relay, device, team);
    await second.next('statements');
    for (let count = 0; count < 2; count += 1)
      second.send({ type: 'statements', statements: [right.bytes] });
    expect(await second.untilPong()).toEqual([]);
    second.send({ type: 'statements', statements: [right.bytes] });
    expect(await second.closed).toBe('too-much');
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 5 });
  });

  test('[ACC35] has waited for two weeks: it is told that this is over, then and at each hello', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    await compare(relay, team, device, client);
    relay.now += waitMsMax - 1;
    client.leave();
    const last = await waitAgain(relay, device, team);
    relay.wait(1);
    expect(await last.closed).toBe('wait-expired');
    expect(await (await greet(relay, device, team)).closed).toBe('wait-expired');
    const keeper = (await attend(relay, team.keeper, team.book)).client;
    const admit = await admitWaiting(await keeperOf(team, relay.now - 1), device.id);
    keeper.send({ type: 'append', ref: 1, kind: 'access', blob: admit.bytes });
    expect(await keeper.next('refused')).toMatchObject({ reason: 'statement-refused' });
  });
});
