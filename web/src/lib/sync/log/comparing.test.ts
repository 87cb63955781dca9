import { expect, test } from 'vitest';
import { accessOf } from '@wardbook/shared/access/access';
import { comparisonOf } from '@wardbook/shared/access/comparison';
import type { Statement } from '@wardbook/shared/access/statement';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { foundBook, issueInvite, joinByInvite } from '@wardbook/shared/sealing/found';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import { answerWaiting, letIn } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { Answerer, ownNonce, ownOpening } from './comparing.ts';
import { Membership } from './membership.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { RelayClock } from '../link/relay-clock.ts';
import type { BookStorage } from '../storage/storage.ts';

const [founder, second, sam] = (await Promise.all([1, 2, 3].map(createDeviceKeys))) as [
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
];

/** What a device has at hand that has been shown these statements. */
async function at(
  device: DeviceKeys,
  shown: readonly Statement[],
  storage = createMemoryStorage(),
) {
  const membership = new Membership(shown[0]!.book, device);
  await membership.load(shown.map(({ bytes }) => bytes));
  return { membership, relayClock: new RelayClock(systemClock), random: systemRandom, storage };
}

async function keeperOf(device: DeviceKeys, shown: readonly Statement[]) {
  const access = accessOf(shown)!;
  const keys = await bookKeysFor(access, device);
  return { access, keys, device, now: systemClock, random: systemRandom };
}

/** Two keepers, and Sam, who waits, with what is on Sam's disk. */
async function asked() {
  const shown = [await foundBook(founder, 'Ann', systemClock, systemRandom)];
  shown.push(await letIn(await keeperOf(founder, shown), second, 'keeper', 'Ben'));
  const { access, keys } = await keeperOf(founder, shown);
  const terms = { role: 'editor', expires: Date.now() + 60_000, until: 0, usesMax: 1 } as const;
  const all = { ...terms, approval: true };
  const made = await issueInvite(access, keys, founder, all, systemClock, systemRandom);
  shown.push(made.statement);
  const disk = createMemoryStorage();
  const nonce = (await ownNonce(await at(sam, shown, disk)))!;
  const invite = await inviteKeysFromSecret(made.secret);
  const open = accessOf(shown)!;
  const link = open.invites.get(invite.id)!;
  const join = joinByInvite(open, link, invite, sam, 'Sam', systemClock, systemRandom, nonce);
  shown.push((await join)!);
  return { shown, disk };
}

test('[ACC36] a keeper’s window whose storage fails answers all the same, and always alike', async () => {
  const { shown } = await asked();
  const failing: BookStorage = {
    ...createMemoryStorage(),
    storeOnce: async () => undefined,
    state: { type: 'failing', reason: 'cleared' },
  };
  const answerer = new Answerer(await at(founder, shown, failing));
  const [answer, ...more] = await answerer.answers();
  expect(answer?.body.type).toBe('answer');
  expect(more).toEqual([]);
  expect(await answerer.answers()).toEqual([answer]);
});

test('[ACC36] a keeper’s device has one number for one join, however often it is asked, also by its windows', async () => {
  const { shown } = await asked();
  const disk = createMemoryStorage();
  const windows = await Promise.all([1, 2].map(() => at(founder, shown, disk)));
  const asks = windows.flatMap((each) => [new Answerer(each), new Answerer(each)]);
  const answers = (await Promise.all(asks.map((each) => each.answers()))).flat();
  expect(answers).toHaveLength(asks.length);
  const nonces = answers.map(({ body }) => body.type === 'answer' && String(body.nonce));
  expect(new Set(nonces).size).toBe(1);
  // Another keeper's device has its own, and nobody else has any.
  const [other] = await new Answerer(await at(second, shown)).answers();
  expect(other!.body).not.toMatchObject({ nonce: answers[0]!.body });
  expect(String(other!.body.type === 'answer' && other!.body.nonce)).not.toBe(nonces[0]);
  expect(await new Answerer(await at(sam, shown)).answers()).toEqual([]);
  expect(await new Answerer(await at(founder, [...shown, other!])).answers()).toEqual([]);
});

test('[ACC36] whoever waits opens to one answer, whatever other log they are shown then', async () => {
  const { shown, disk } = await asked();
  expect(await ownOpening(await at(sam, shown, disk))).toBeUndefined();
  const answerOf = async (device: DeviceKeys) =>
    answerWaiting(await keeperOf(device, shown), sam.id, systemRandom(32));
  const [one, other] = [await answerOf(founder), await answerOf(second)];
  const windows = await Promise.all([
    at(sam, [...shown, one], disk),
    at(sam, [...shown, one], disk),
  ]);
  const openings = await Promise.all(windows.map(ownOpening));
  for (const opening of openings)
    expect(comparisonOf(accessOf([...shown, one, opening!])!, sam.id, Date.now())?.type).toBe(
      'code',
    );
  expect(await ownOpening(await at(sam, [...shown, other], disk))).toBeUndefined();
  expect(await ownOpening(await at(sam, [...shown, other, one], disk))).toBeUndefined();
  expect(await ownOpening(await at(sam, [...shown, one, other], disk))).toBeDefined();
});

test('whoever has lost what they are bound to opens nothing', async () => {
  const { shown } = await asked();
  const answer = await answerWaiting(await keeperOf(founder, shown), sam.id, systemRandom(32));
  expect(await ownOpening(await at(sam, [...shown, answer]))).toBeUndefined();
});
