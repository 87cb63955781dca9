import { describe, expect, test } from 'vitest';
import { accessOf, applyStatement } from '../access/access.ts';
import type { Access } from '../access/state.ts';
import type { Role, Statement } from '../access/statement.ts';
import { systemRandom } from '../base/ports.ts';
import { bookKeysFor } from './book-keys.ts';
import { writeBundle, type BundleKind } from './bundle.ts';
import { foundBook, issueInvite, joinByInvite } from './found.ts';
import { inviteKeysFromSecret } from './invite-keys.ts';
import { letIn, removeDevices, replaceKeys, signAct, type Signer } from './keeper-acts.ts';
import { createDeviceKeys, type DeviceKeys } from './keys.ts';
import { readBundle, type ReadBundle } from './read-bundle.ts';
import { adoptRecoverySheet, newRecoverySheet, recoverySheetKeys } from './recovery-sheet.ts';

const devices = await Promise.all(Array.from({ length: 6 }, createDeviceKeys));
const [ann, ben, cat, dan, eve, fay] = devices as [
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
];
const now = () => 1_000;
const plain = new TextEncoder().encode('what is in the book');

function after(access: Access, ...statements: Statement[]): Access {
  let next = access;
  for (const statement of statements) {
    const result = applyStatement(next, statement);
    if (result.type === 'refused') return expect.unreachable(result.reason);
    next = result.access;
  }
  return next;
}

async function keeperOf(access: Access, device: DeviceKeys): Promise<Signer> {
  return { access, device, keys: await bookKeysFor(access, device), now, random: systemRandom };
}

async function withMember(access: Access, device: DeviceKeys, role: Role): Promise<Access> {
  return after(access, await letIn(await keeperOf(access, ann), device, role, 'Somebody'));
}

async function without(access: Access, by: DeviceKeys, gone: DeviceKeys): Promise<Access> {
  return after(access, await removeDevices(await keeperOf(access, by), [gone.id]));
}

/** A file by `author` as the book stands for them. */
async function fileOf(
  access: Access,
  author: DeviceKeys,
  kind: BundleKind = 'copy',
  chain = access.statements.map(({ bytes }) => bytes),
): Promise<Uint8Array> {
  const keys = [...(await bookKeysFor(access, author)).values()];
  const key = keys.sort((a, b) => b.epoch - a.epoch)[0]!;
  const sealer = { book: access.book, device: author, key, random: systemRandom };
  const statements = kind === 'work' ? [] : chain;
  return (await writeBundle(sealer, kind, 2_000, statements, plain))!;
}

const read = (file: Uint8Array, device: DeviceKeys, access?: Access, at = 1_000) =>
  readBundle(file, { device, access, now: at });

const reasonOf = (result: ReadBundle) =>
  result.type === 'refused' ? result.reason : `not refused: ${result.type}`;

const founded = accessOf([await foundBook(ann, 'Ann', now, systemRandom)])!;
const withBen = await withMember(founded, ben, 'editor');
const team = await withMember(withBen, cat, 'keeper');

describe('[COPY2] a copy brings a member what its author has', () => {
  test('the update, and the statements that were not here', async () => {
    const result = await read(await fileOf(team, cat), ben, withBen);
    expect(result).toMatchObject({ type: 'copy', author: cat.id, at: 2_000, update: plain });
    if (result.type !== 'copy') return;
    expect(result.statements.map(({ bytes }) => bytes)).toEqual([team.statements[2]!.bytes]);
    expect(result.access.members.has(cat.id)).toBe(true);
  });

  test('nothing of the team where all of it is here', async () => {
    const result = await read(await fileOf(withBen, ben), ann, team);
    expect(result).toMatchObject({ type: 'copy', statements: [] });
  });

  test('the key of a removal that this device had not heard of', async () => {
    const later = await without(team, cat, ann);
    const result = await read(await fileOf(later, cat), ben, team);
    expect(result).toMatchObject({ type: 'copy', update: plain });
    expect(result.type === 'copy' && result.keys.size).toBe(2);
  });

  test('where a statement in it does not fit what is here, the others count', async () => {
    const body = { type: 'change', device: ann.id, role: 'editor', until: 0 } as const;
    const here = after(team, await signAct(await keeperOf(team, cat), body));
    const there = await withMember(team, dan, 'editor');
    const result = await read(await fileOf(there, ben), ben, here);
    expect(result).toMatchObject({ type: 'copy', statements: [], update: plain });
  });

  test('not one sealed with a key of which this device holds another', async () => {
    // Ann and Cat remove each other: here Cat's word came first.
    const here = await without(team, cat, ann);
    const there = await without(team, ann, cat);
    expect(reasonOf(await read(await fileOf(there, ben), ben, here))).toBe('no-key');
  });
});

describe('[COPY2] whoever has had new keys since is judged as their person stands', () => {
  const withDansKeys = async () =>
    after(team, await replaceKeys(await keeperOf(team, ben), dan, 'Ben'));

  test('what the old keys and the new ones signed is taken alike', async () => {
    const here = await withDansKeys();
    expect(await read(await fileOf(team, ben), ann, here)).toMatchObject({ type: 'copy' });
    expect(await read(await fileOf(here, dan), ann, team)).toMatchObject({ type: 'copy' });
  });

  test('nothing is, once the new keys were removed or have become a reader’s', async () => {
    const replaced = await withDansKeys();
    const file = await fileOf(team, ben);
    const removed = await without(replaced, ann, dan);
    expect(reasonOf(await read(file, ann, removed))).toBe('removed-device');
    const body = { type: 'change', device: dan.id, role: 'reader', until: 0 } as const;
    const reader = after(replaced, await signAct(await keeperOf(replaced, ann), body));
    expect(reasonOf(await read(file, ann, reader))).toBe('may-not-write');
  });
});

describe('[COPY3] whose file brings nothing', () => {
  test('one of another book', async () => {
    const other = accessOf([await foundBook(ann, 'Ann', now, systemRandom)])!;
    expect(reasonOf(await read(await fileOf(other, ann), ann, team))).toBe('other-book');
  });

  test('a device that was removed, whatever its own file leaves out', async () => {
    const here = await without(team, ann, cat);
    expect(reasonOf(await read(await fileOf(team, cat), ben, here))).toBe('removed-device');
    const all = here.statements.map(({ bytes }) => bytes);
    expect(reasonOf(await read(await fileOf(team, cat, 'copy', all), ben, team))).toBe(
      'removed-device',
    );
  });

  test('a stranger with a key of the book, or a sheet', async () => {
    const sheet = newRecoverySheet(team.book, systemRandom);
    const here = after(team, await adoptRecoverySheet(await keeperOf(team, ann), sheet));
    expect(
      reasonOf(await read(await fileOf(here, await recoverySheetKeys(sheet)), ann, here)),
    ).toBe('not-a-member');
    const key = (await bookKeysFor(team, ann)).get(0)!;
    const sealer = { book: team.book, device: eve, key, random: systemRandom };
    const chain = team.statements.map(({ bytes }) => bytes);
    const file = (await writeBundle(sealer, 'copy', 2_000, chain, plain))!;
    expect(reasonOf(await read(file, ann, team))).toBe('not-a-member');
  });

  test('a reader, where the book is here', async () => {
    const here = await withMember(team, dan, 'reader');
    expect(reasonOf(await read(await fileOf(here, dan), ann, here))).toBe('may-not-write');
  });

  test('somebody whose time in the book is over by the clock of who reads', async () => {
    const body = { type: 'change', device: ben.id, role: 'editor', until: 5_000 } as const;
    const here = after(team, await signAct(await keeperOf(team, ann), body));
    const file = await fileOf(here, ben);
    expect(await read(file, ann, here, 4_999)).toMatchObject({ type: 'copy' });
    expect(reasonOf(await read(file, ann, here, 5_000))).toBe('not-a-member');
  });

  test('somebody who lets themselves in by a link that is over, whatever the date they write', async () => {
    const keeper = await keeperOf(team, ann);
    const terms = {
      role: 'editor',
      expires: 3_000,
      until: 0,
      usesMax: 9,
      approval: false,
    } as const;
    const issued = await issueInvite(team, keeper.keys, ann, terms, now, systemRandom);
    const here = after(team, issued.statement);
    const invite = await inviteKeysFromSecret(issued.secret);
    const opened = here.invites.get(invite.id)!;
    const join = await joinByInvite(
      here,
      opened,
      invite,
      eve,
      'Eve',
      () => 2_000,
      systemRandom,
      systemRandom(32),
    );
    const there = after(here, join!);
    const file = await fileOf(there, eve);
    expect(await read(file, ann, here, 2_500)).toMatchObject({ type: 'copy' });
    expect(reasonOf(await read(file, ann, here, 3_000))).toBe('not-a-member');
    // Whom another member's file shows to be in the book came in while the link was good.
    expect(await read(await fileOf(there, ben), ann, here, 3_000)).toMatchObject({ type: 'copy' });
  });

  test('one with a statement that was never signed, or a blob by another hand', async () => {
    const chain = team.statements.map(({ bytes }) => bytes);
    const spoilt = [...chain.slice(0, 2), chain[2]!.with(70, chain[2]![70]! ^ 1)];
    expect(reasonOf(await read(await fileOf(team, cat, 'copy', spoilt), ben, withBen))).toBe(
      'forged',
    );
    const key = (await bookKeysFor(team, ben)).get(0)!;
    // Ben puts what Ann sealed in a file of his own.
    const mixed = { ...ben, id: ann.id };
    const sealer = { book: team.book, device: mixed, key, random: systemRandom };
    const file = (await writeBundle(sealer, 'copy', 2_000, chain, plain))!;
    expect(reasonOf(await read(file, cat, team))).toBe('forged');
  });

  test('one for which this device has no key', async () => {
    const later = await without(team, ann, ben);
    const file = await fileOf(
      later,
      cat,
      'copy',
      team.statements.map(({ bytes }) => bytes),
    );
    expect(reasonOf(await read(file, ben, team))).toBe('no-key');
  });

  test('to a device that is removed in it: that, and nothing else', async () => {
    const later = await without(team, ann, ben);
    const result = await read(await fileOf(later, cat), ben, team);
    expect(result).toEqual({ type: 'removed-here', statements: [later.statements.at(-1)] });
  });
});

describe('[COPY4] work that a removed device had not shared', () => {
  test('comes with who removed it and when', async () => {
    const here = await without(team, ann, ben);
    const result = await read(await fileOf(team, ben, 'work'), cat, here);
    expect(result).toMatchObject({ type: 'work', author: ben.id, update: plain });
    expect(result.type === 'work' && result.removal).toMatchObject({ by: ann.id, at: 1_000 });
  });

  test('is not taken from a device that is in the book, or was never', async () => {
    expect(reasonOf(await read(await fileOf(team, ben, 'work'), cat, team))).toBe('not-removed');
    expect(reasonOf(await read(await fileOf(team, cat, 'work'), ann, withBen))).toBe(
      'not-a-member',
    );
  });

  test('is not taken from a reader, nor from one whose time was over when it was removed', async () => {
    const withReader = await withMember(team, dan, 'reader');
    const here = await without(withReader, ann, dan);
    expect(reasonOf(await read(await fileOf(withReader, dan, 'work'), ann, here))).toBe(
      'may-not-write',
    );
    const body = { type: 'change', device: ben.id, role: 'editor', until: 500 } as const;
    const ended = after(team, await signAct(await keeperOf(team, ann), body));
    const gone = await without(ended, ann, ben);
    expect(reasonOf(await read(await fileOf(ended, ben, 'work'), ann, gone))).toBe('not-a-member');
  });

  test('brings no statements, and no whole book', async () => {
    const here = await without(team, ann, ben);
    const key = (await bookKeysFor(team, ben)).get(0)!;
    const sealer = { book: team.book, device: ben, key, random: systemRandom };
    const chain = team.statements.map(({ bytes }) => bytes);
    const file = (await writeBundle(sealer, 'work', 2_000, chain, plain))!;
    expect(reasonOf(await read(file, ann, here))).toBe('forged');
    expect(reasonOf(await read(await fileOf(team, ben, 'work'), fay))).toBe('not-whole');
  });
});

describe('[COPY5] where nothing of the book is left', () => {
  const sheet = newRecoverySheet(team.book, systemRandom);

  test('a file and a sheet are enough, also a reader’s, and also one by somebody whose time is over', async () => {
    const keeper = await keeperOf(team, ann);
    const adopted = after(team, await adoptRecoverySheet(keeper, sheet));
    const all = await withMember(adopted, dan, 'reader');
    for (const author of [ann, ben, dan]) {
      const result = await read(await fileOf(all, author), await recoverySheetKeys(sheet));
      expect(result).toMatchObject({ type: 'copy', author: author.id, update: plain });
    }
  });

  test('a file older than the sheet has no key for it', async () => {
    expect(reasonOf(await read(await fileOf(team, ben), await recoverySheetKeys(sheet)))).toBe(
      'no-key',
    );
  });

  test('a sheet that was cancelled opens nothing', async () => {
    const adopted = after(team, await adoptRecoverySheet(await keeperOf(team, ann), sheet));
    const keys = await recoverySheetKeys(sheet);
    const cancelled = await without(adopted, ann, keys);
    expect(await read(await fileOf(cancelled, ben), keys)).toMatchObject({ type: 'removed-here' });
  });

  test('a chain without its beginning is none', async () => {
    const chain = team.statements.slice(1).map(({ bytes }) => bytes);
    expect(reasonOf(await read(await fileOf(team, ben, 'copy', chain), fay))).toBe('forged');
  });
});
