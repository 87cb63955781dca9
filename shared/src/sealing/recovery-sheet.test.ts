import { wordlist } from '@scure/bip39/wordlists/english.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessOf, applyStatement } from '../access/access.ts';
import { roleAt, type Access } from '../access/state.ts';
import { readStatement, type Statement } from '../access/statement.ts';
import { equal, toHex, type Bytes } from '../base/bytes.ts';
import { idToBytes } from '../base/ids.ts';
import { systemRandom } from '../base/ports.ts';
import { bookNumbered } from '../testing/statements.ts';
import { bookKeysFor } from './book-keys.ts';
import { foundBook } from './found.ts';
import { letIn, removeDevices, type Signer } from './keeper-acts.ts';
import { createDeviceKeys, type DeviceKeys } from './keys.ts';
import { openLabel } from './label.ts';
import {
  adoptRecoverySheet,
  isRecoverySheetWord,
  newRecoverySheet,
  recoverySheetFromWords,
  recoverySheetKeys,
  recoverySheetToWords,
  recoverySheetWordCount,
  wordsIn,
  type RecoverySheet,
} from './recovery-sheet.ts';

const now = () => 1_000;
const anyBytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }) as fc.Arbitrary<Bytes>;
const anySheet: fc.Arbitrary<RecoverySheet> = fc.record({
  seed: anyBytes(16),
  bookStart: anyBytes(4),
});

test('[SEAL16] every sheet is fifteen words of the list, and the words are that sheet', () => {
  fc.assert(
    fc.property(anySheet, (sheet) => {
      const words = recoverySheetToWords(sheet);
      expect(words).toHaveLength(recoverySheetWordCount);
      expect(words.every(isRecoverySheetWord)).toBe(true);
      expect(recoverySheetFromWords(words.join(' '))).toEqual(sheet);
    }),
  );
});

test('[SEAL16] a new sheet knows the beginning of its book, and no two are alike', () => {
  const book = bookNumbered(3);
  const [one, two] = [newRecoverySheet(book, systemRandom), newRecoverySheet(book, systemRandom)];
  expect(one.bookStart).toEqual(idToBytes(book).slice(0, 4));
  expect(one.seed).not.toEqual(two.seed);
});

test('[SEAL16] words are read however they were typed: case, space, points, commas, numbers', () => {
  const between = fc.constantFrom(' ', '  ', '\n', '\t', ', ', '. ', '; ', ' - ', '\r\n', ' / ');
  const numbering = fc.constantFrom(
    () => '',
    (at: number) => `${at}. `,
    (at: number) => `${at}) `,
    (at: number) => `${at} `,
    (at: number) => `${at}.`,
  );
  const asTyped = fc.constantFrom(
    (word: string) => word,
    (word: string) => word.toUpperCase(),
    (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1),
  );
  fc.assert(
    fc.property(anySheet, between, numbering, asTyped, (sheet, gap, numbered, typed) => {
      const words = recoverySheetToWords(sheet);
      const text = words.map((word, index) => numbered(index + 1) + typed(word)).join(gap);
      expect(wordsIn(text)).toEqual(words);
      expect(recoverySheetFromWords(`  ${text}.\n`)).toEqual(sheet);
    }),
  );
});

const known: RecoverySheet = {
  seed: Uint8Array.from({ length: 16 }, (_, index) => index * 11),
  bookStart: Uint8Array.of(1, 2, 3, 4),
};

test('[SEAL16] one wrong word is never taken for the same sheet, and 31 times of 32 for none', () => {
  // The last five bits of the fifteen words are the checksum of the rest.
  const words = recoverySheetToWords(known);
  const taken: RecoverySheet[] = [];
  let tried = 0;
  for (let at = 0; at < recoverySheetWordCount; at++)
    for (const word of wordlist) {
      if (word === words[at]) continue;
      tried += 1;
      const other = recoverySheetFromWords(words.with(at, word).join(' '));
      if (other) taken.push(other);
    }
  expect(tried).toBe(recoverySheetWordCount * 2_047);
  for (const { seed, bookStart } of taken)
    expect(equal(seed, known.seed) && equal(bookStart, known.bookStart)).toBe(false);
  expect(taken.length).toMatchInlineSnapshot(`947`);
  expect(Math.abs(taken.length / tried - 1 / 32)).toBeLessThan(0.003);
  const entirelyOther = taken.filter(({ seed }) => !equal(seed, known.seed));
  // Wrong in one of the last words it can be the same keys with another book's beginning.
  expect(taken.length - entirelyOther.length).toBeLessThan(taken.length / 4);
});

test('[SEAL16] two words exchanged, one missing, one too many, one of no list: no sheet, or another', () => {
  const words = recoverySheetToWords(known);
  const refused = [
    words.slice(1),
    words.slice(0, -1),
    [...words, words[0]!],
    words.with(3, 'wardbook'),
    words.with(3, words[3]!.slice(0, -1)),
    [],
  ];
  for (const typed of refused) expect(recoverySheetFromWords(typed.join(' '))).toBeUndefined();
  for (let at = 0; at + 1 < words.length; at++) {
    const exchanged = words.with(at, words[at + 1]!).with(at + 1, words[at]!);
    expect(recoverySheetFromWords(exchanged.join(' '))).not.toEqual(known);
  }
  expect(isRecoverySheetWord('Abandon')).toBe(false);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(recoverySheetFromWords(text)).toBeUndefined();
    }),
  );
});

test('[SEAL17] the words and keys of a known sheet, for ever: sheets on paper depend on it', async () => {
  expect(recoverySheetToWords(known).join(' ')).toMatchInlineSnapshot(
    `"abandon flavor marriage flash injury chase ghost horse kangaroo caught trade energy awake account beach"`,
  );
  const { id, wrapPublic } = await recoverySheetKeys(known);
  expect(id).toMatchInlineSnapshot(`"reMyh3Y8npTWT2Zp4VYnxO1erD4Zz0MBV_5qAx6J8CA"`);
  expect(toHex(wrapPublic)).toMatchInlineSnapshot(
    `"b06fb9f61a0df318868cdf39a34412ec24acd8df557c9943ed8d29010b64f372"`,
  );
  const elsewhere = await recoverySheetKeys({ ...known, bookStart: Uint8Array.of(9, 9, 9, 9) });
  expect(elsewhere.id).toBe(id);
  const other = await recoverySheetKeys({ ...known, seed: known.seed.with(0, 1) });
  expect([other.id === id, equal(other.wrapPublic, wrapPublic)]).toEqual([false, false]);
});

/** The book after a statement that came over the wire, which must be taken. */
async function after(access: Access, statement: Statement): Promise<Access> {
  const result = applyStatement(access, (await readStatement(statement.bytes))!, 1_000);
  return result.type === 'access' ? result.access : expect.unreachable(result.reason);
}

async function keeperOf(access: Access, device: DeviceKeys): Promise<Signer> {
  return { access, device, keys: await bookKeysFor(access, device), now, random: systemRandom };
}

const [founder, second, comer] = (await Promise.all(
  Array.from({ length: 3 }, createDeviceKeys),
)) as [DeviceKeys, DeviceKeys, DeviceKeys];
const founded = accessOf([await foundBook(founder, 'Ann', now, systemRandom)])!;
const sheet = newRecoverySheet(founded.book, systemRandom);
const onPaper = await recoverySheetKeys(sheet);
const adopted = await after(
  founded,
  await adoptRecoverySheet(await keeperOf(founded, founder), sheet),
);

test('[SEAL18] a sheet that is adopted opens the book, then and after every removal', async () => {
  const { members } = adopted;
  expect(members.get(onPaper.id)).toMatchObject({
    role: 'keeper',
    until: 0,
    isRecoverySheet: true,
  });
  let access = await after(
    adopted,
    await letIn(await keeperOf(adopted, founder), second, 'editor', 'Bob'),
  );
  access = await after(access, await removeDevices(await keeperOf(access, founder), [second.id]));
  // The words alone, typed a year later.
  const again = await recoverySheetKeys(
    recoverySheetFromWords(recoverySheetToWords(sheet).join(' '))!,
  );
  const keys = await bookKeysFor(access, again);
  const founders = await bookKeysFor(access, founder);
  expect([...keys.keys()]).toEqual([0, 1]);
  for (const [epoch, { raw }] of founders) expect(keys.get(epoch)!.raw).toEqual(raw);
});

test('[SEAL18] it lets a keeper in who holds the key, and whose name the team can read', async () => {
  const statement = await letIn(await keeperOf(adopted, onPaper), comer, 'keeper', 'Ann again');
  const access = await after(adopted, statement);
  expect(roleAt(access, comer.id, 1_000)).toBe('keeper');
  expect(access.members.get(comer.id)).toMatchObject({ person: comer.id, isRecoverySheet: false });
  const keys = await bookKeysFor(access, founder);
  expect((await bookKeysFor(access, comer)).get(0)!.raw).toEqual(keys.get(0)!.raw);
  const { label } = access.members.get(comer.id)!;
  expect(await openLabel(keys, comer.id, label)).toBe('Ann again');
  // And whoever it let in can do what is left to do: put the lost device out.
  const kept = await removeDevices(await keeperOf(access, comer), [founder.id]);
  expect((await after(access, kept)).former.has(founder.id)).toBe(true);
});

test('[SEAL18] a cancelled sheet reads nothing new and lets nobody in', async () => {
  const cancelled = await after(
    adopted,
    await removeDevices(await keeperOf(adopted, founder), [onPaper.id]),
  );
  expect((await bookKeysFor(cancelled, onPaper)).size).toBe(0);
  const old = await keeperOf(adopted, onPaper);
  const late = await letIn(old, comer, 'keeper', 'Late');
  expect(applyStatement(cancelled, (await readStatement(late.bytes))!)).toEqual({
    type: 'refused',
    reason: 'author-not-keeper',
  });
});
