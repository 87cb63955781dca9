import { beforeEach, describe, expect, test } from 'vitest';
import { electorNumber, type Elector } from '../kinds/register/elector.ts';
import { electorOf, manyElectors } from '../testing/electors.ts';
import { SearchIndex } from './search-index.ts';

const noPause = () => Promise.resolve();

async function indexOf(...electors: readonly Elector[]): Promise<SearchIndex> {
  const index = new SearchIndex();
  await index.update(new Map(electors.map((elector) => [elector.id, elector])), noPause);
  return index;
}

test('[IMP8] by an elector number of an earlier edition too, unless somebody has it now', async () => {
  const ann = electorOf({ district: 'AB', number: '12' });
  const bob = electorOf({ district: 'AB', number: '7' });
  const index = new SearchIndex();
  const register = new Map([ann, bob].map((elector) => [elector.id, elector]));
  const former = { [ann.id]: ['AB-7', 'AB-99'] };
  await index.update(register, noPause, (id) => former[id] ?? []);
  expect(index.find('AB-99')).toEqual(new Set([ann.id]));
  expect(index.find('AB-7')).toEqual(new Set([bob.id]));
  await index.update(register, noPause);
  expect(index.find('AB-99')).toEqual(new Set());
});

describe('finding people', () => {
  const obrien = electorOf({ forenames: 'Siân Marie', surname: 'O’Brien', number: '12' });
  const lukasz = electorOf({ forenames: 'Łukasz', surname: 'Müller-Jones', number: '289' });
  const devon = electorOf({
    district: 'KD-2/2',
    number: '289',
    suffix: '1',
    surname: 'Ng',
    forenames: 'Mei',
    address: ['Flat 7', '45 Queen’s Drive'],
    postcode: 'M41 9FU',
  });
  let index: SearchIndex;
  const names = (text: string) => [...(index.find(text) ?? [])].sort();
  const ids = (...electors: readonly Elector[]) => electors.map(({ id }) => id).sort();

  beforeEach(async () => {
    index = await indexOf(obrien, lukasz, devon);
  });

  test('any word by its beginning, in any order, all of them wanted', () => {
    expect(names('rien')).toEqual([]);
    expect(names('mar')).toEqual(ids(obrien));
    expect(names('obr mar')).toEqual(ids(obrien));
    expect(names('obr mei')).toEqual([]);
    expect(names('JONES')).toEqual(ids(lukasz));
    expect(names('queens dr')).toEqual(ids(devon));
    expect(names('q')).toEqual(ids(devon));
    expect(names('mar s')).toEqual(ids(obrien));
    expect(names('mar q')).toEqual([]);
    expect(names('7 q')).toEqual(ids(devon));
  });

  test('accents and apostrophes may be typed or not', () => {
    for (const text of ['sian', 'SIÂN', "o'brien", 'o’brien', 'obrien', 'o brien', 'brien'])
      expect(names(text), text).toEqual(ids(obrien));
    for (const text of ['lukasz', 'Łuk', 'muller', 'Müller-Jones', 'muller-j', 'jones-muller'])
      expect(names(text), text).toEqual(ids(lukasz));
    for (const text of ["queen's", 'queens', 'queen s'])
      expect(names(text), text).toEqual(ids(devon));
  });

  test('elector numbers whole, without their district, and as tellers write them', () => {
    for (const text of ['KD-2/2-289/1', 'kd-2/2-289', '289/1', 'kd 289', 'KD-2-289-1'])
      expect(names(text), text).toEqual(ids(devon));
    expect(names('289.1')).toContain(devon.id);
    expect(names('289')).toEqual(ids(devon, lukasz));
    expect(names('1BDF-289')).toEqual(ids(lukasz));
    expect(names('/289/1-')).toEqual(ids(devon));
  });

  test('a whole number is one person, its beginning all whose number goes on like that', async () => {
    const twelve = electorOf({ number: '12' });
    const more = electorOf({ number: '120' });
    const inserted = electorOf({ number: '12', suffix: '1' });
    const twice = electorOf({ number: '7' });
    const again = electorOf({ number: '7' });
    index = await indexOf(twelve, more, inserted, twice, again);
    expect(names('1bdf-12')).toEqual(ids(twelve));
    expect(names('1BDF-12/1')).toEqual(ids(inserted));
    expect(names('1BDF-1')).toEqual(ids(twelve, more, inserted));
    expect(names('1BDF-7')).toEqual(ids(twice, again));
    await index.update(new Map([again].map((elector) => [elector.id, elector])), noPause);
    expect(names('1BDF-7')).toEqual(ids(again));
    expect(names('1BDF-12')).toEqual([]);
  });

  test('a postcode with its space or without', () => {
    for (const text of ['m41 9fu', 'm419fu', 'M41 9', 'm419', 'M41'])
      expect(names(text), text).toEqual(ids(devon));
  });

  test('text without a word is no search, a word that nobody has finds nobody', () => {
    expect(index.find('')).toBeUndefined();
    expect(index.find(" ' , - ")).toBeUndefined();
    expect(names('zebra')).toEqual([]);
  });

  test('who was changed or taken away is found as they are now', async () => {
    const married = { ...obrien, surname: 'Clark' };
    await index.update(new Map([[married.id, married]]), noPause);
    expect(names('clark')).toEqual(ids(married));
    expect(names('obrien')).toEqual([]);
    expect(names('289')).toEqual([]);
  });

  test('10,000 people are all found by their own number, also when the index is built in slices', async () => {
    const all = manyElectors(10_000);
    let pauses = 0;
    const large = new SearchIndex();
    await large.update(new Map(all.map((elector) => [elector.id, elector])), () => {
      pauses += 1;
      return Promise.resolve();
    });
    expect(pauses).toBeGreaterThanOrEqual(10_000 / 400);
    const lost = all.filter((elector) => !large.find(electorNumber(elector))?.has(elector.id));
    expect(lost).toEqual([]);
    expect(large.find('street')?.size).toBe(10_000);
  });
});
