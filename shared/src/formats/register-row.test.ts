import { describe, expect, test } from 'vitest';
import type { RegisterLayoutId } from './layouts.ts';
import { encodeText, headers, makeRecord, toDelimited, writeRow } from './testing-files.ts';
import { read, readOne, readRows } from './testing-reads.ts';

describe('[FMT13] names', () => {
  test.each([
    ['MacLeod David Richard', 'MacLeod', 'David Richard'],
    ['Van der Berg Jan', 'Van der Berg', 'Jan'],
    ['De Souza Ana Maria', 'De Souza', 'Ana Maria'],
    ['St. John Ann', 'St. John', 'Ann'],
    ['Van Minh', 'Van', 'Minh'],
    ['LE Minh Anh', 'LE', 'Minh Anh'],
    ['SMITH-JONES, Ann', 'SMITH-JONES', 'Ann'],
    ['(z) O’Brien  Ann ', 'O’Brien', 'Ann'],
  ])('%j in one cell', async (name, surname, forenames) => {
    const { record } = await readOne('xpress-13', { 'Elector Name': name });
    expect(record).toMatchObject({ surname, forenames });
  });

  test.each([
    ['David', 'R', 'David R'],
    ['David Richard', 'R', 'David Richard'],
    ['David Richard', 'D.R.', 'David Richard'],
    ['David Richard', 'S', 'David Richard S'],
  ])('Halarose %s with initials %s', async (first, initials, forenames) => {
    const change = { 'First Name(s)': first, Initials: initials };
    expect((await readOne('halarose-21', change)).record).toMatchObject({ forenames });
  });

  test('half a name is imported, none is not', async () => {
    const half = await readOne('xpress-14', { 'Elector Surname': ' \u00a0' });
    expect(half).toMatchObject({ record: { surname: '' }, problems: ['partial-name'] });
    const none = await readOne('xpress-14', { 'Elector Surname': '', 'Elector Forename': ' ' });
    expect(none).toEqual({ record: undefined, problems: ['missing-name'] });
  });
});

describe('[FMT14] addresses', () => {
  test('the postcode is not a line of the address, however it is spaced', async () => {
    const change = {
      Address1: ' 4 Foo\u00a0Road ',
      Address2: '',
      Address3: 'London',
      Address4: 'E1\u00a01AA',
      PostCode: 'e1  1aa',
    };
    const { record } = await readOne('xpress-14', change);
    expect(record).toMatchObject({ address: ['4 Foo Road', 'London'], postcode: 'E1 1AA' });
  });

  test('without a column for it, it is found among the lines', async () => {
    const change = {
      'Address 1': '4 Foo Road',
      'Address 2': 'E11AA',
      'Address 3': 'London',
      Postcode: '',
    };
    const { record } = await readOne('halarose-21', change);
    expect(record).toMatchObject({ address: ['4 Foo Road', 'London'], postcode: 'E1 1AA' });
  });

  test('"Other electors" is no address; others without one are reported', async () => {
    const blank = { Address2: '', Address3: '', Address4: '', PostCode: '' };
    const overseas = await readOne('xpress-14', { ...blank, Address1: 'Other Electors' });
    expect(overseas).toMatchObject({ record: { address: [] }, problems: [] });
    const marked = await readOne('xpress-14', { ...blank, Address1: '', 'Elector Markers': 'F' });
    expect(marked).toMatchObject({ record: { address: [], markers: 'F' }, problems: [] });
    const homeless = await readOne('xpress-14', { ...blank, Address1: '' });
    expect(homeless).toMatchObject({ record: { address: [] }, problems: ['missing-address'] });
  });

  test('a cell that is far too long is cut', async () => {
    const { record, problems } = await readOne('xpress-14', { Address1: 'x'.repeat(5000) });
    expect(record?.address[0]).toHaveLength(200);
    expect(problems).toEqual(['cell-too-long']);
  });

  test('[FMT2] letters lost on the way are reported', async () => {
    const { problems } = await readOne('xpress-14', { 'Elector Surname': 'O\ufffdBrien' });
    expect(problems).toEqual(['unreadable-characters']);
  });
});

describe('[FMT15] opted out', () => {
  test.each<[RegisterLayoutId, Record<string, string>, boolean, string]>([
    ['halarose-21', { Surname: '(z) Davies' }, true, ''],
    ['halarose-21', { 'Opt Out': 'Z' }, true, ''],
    ['halarose-21', { 'Opt Out': 'Yes' }, true, ''],
    ['halarose-21', { 'Opt Out': 'N' }, false, ''],
    ['halarose-21', { 'Opt Out': '0' }, false, ''],
    ['halarose-21', { 'Opt Out': '000072771509' }, false, '72771509'],
    ['xpress-14', { 'Elector Markers': 'GZ' }, true, ''],
    ['xpress-13', { 'Elector Name': '(z) Davies Ann' }, true, ''],
    ['democracy-counts-25', { UPRN: '0100012345678' }, false, '100012345678'],
    ['democracy-counts-25', { UPRN: '1.00012E+11' }, false, ''],
  ])('%s %j', async (id, change, optedOut, uprn) => {
    expect((await readOne(id, change)).record).toMatchObject({ optedOut, uprn });
  });
});

describe('[FMT16] markers', () => {
  test.each<[RegisterLayoutId, string, string, string[]]>([
    ['xpress-14', 'GZ', 'G', []],
    ['xpress-14', 'e', 'E', []],
    ['xpress-14', 'N/A', '', []],
    ['xpress-14', 'Q', 'Q', ['unknown-marker']],
    ['democracy-counts-25', 'E', '', []],
    ['democracy-counts-25', 'EB', 'B', []],
  ])('%s %s', async (id, cell, markers, kinds) => {
    const heading = id === 'xpress-14' ? 'Elector Markers' : 'FranchiseMarker';
    const { record, problems } = await readOne(id, { [heading]: cell });
    expect(record?.markers).toBe(markers);
    expect(problems).toEqual(kinds);
  });
});

describe('[FMT17] dates of attainment', () => {
  test('a date of birth leaves only the attainment behind', async () => {
    const { record } = await readOne('xpress-14', { 'Elector DOB': '01/03/2009' });
    expect(record?.attains).toBe('2027-03-01');
    expect(JSON.stringify(record)).not.toContain('2009');
  });

  test('a date that cannot be right is dropped and reported', async () => {
    const bad = await readOne('democracy-counts-25', { DateOfAttainment: '15/03/1802' });
    expect(bad).toMatchObject({ record: { attains: '' }, problems: ['bad-date'] });
  });

  test('an old date of attainment is no birth', async () => {
    const old = await readOne('democracy-counts-25', { DateOfAttainment: '01/01/2018' });
    expect(old).toMatchObject({ record: { attains: '' }, problems: [] });
  });
});

describe('[FMT18] under-16s', () => {
  test.each<[RegisterLayoutId, Record<string, string>]>([
    ['xpress-14', { 'Elector DOB': '24/11/2010' }],
    ['xpress-14', { 'Elector DOB': '24/11/2028' }],
    [
      'xpress-14',
      { 'Elector DOB': '24/11/2028', 'Elector Number': 'junk', 'Elector Markers': 'N' },
    ],
    ['halarose-21', { 'Date of Attainment': '24/11/2028' }],
    ['democracy-counts-21', { AttainersDOB: '2012-01-01' }],
  ])('%s %j leaves nothing behind', async (id, change) => {
    const { records, problems } = await readRows(id, change);
    expect(records).toEqual([]);
    expect(problems).toEqual([{ kind: 'under-16', line: 2, detail: '', refused: true }]);
  });

  test('the voting age is data', async () => {
    const row = writeRow(makeRecord({ attains: '2027-01-01' }), 'xpress-14');
    const bytes = encodeText(toDelimited([headers['xpress-14'], row]), 'utf-8');
    expect((await read(bytes)).records).toHaveLength(1);
    expect((await read(bytes, { votingAgeYears: 16 })).records).toHaveLength(0);
  });
});

describe('[FMT20] anonymous entries', () => {
  const bare = makeRecord({
    surname: '',
    forenames: '',
    address: [],
    postcode: '',
    anonymous: true,
  });
  const nothing = {
    'Elector Surname': '',
    'Elector Forename': '',
    Address1: '',
    Address2: '',
    Address3: '',
    Address4: '',
    PostCode: '',
  };

  test.each([
    { ...nothing, 'Elector Markers': 'N' },
    {
      ...nothing,
      'Elector Markers': 'N',
      'Elector Surname': 'Anonymous',
      'Elector Forename': 'Anonymous',
    },
    { ...nothing, 'Elector Surname': 'Anonymous', 'Elector Forename': 'ANONYMOUS ' },
    { ...nothing, 'Elector Number': '1N' },
  ])('are kept by number: %j', async (change) => {
    expect(await readOne('xpress-14', change)).toEqual({ record: bare, problems: [] });
  });

  test('details that come with them are dropped, and not repeated in the problem', async () => {
    const { records, problems } = await readRows('xpress-14', { 'Elector Markers': 'GN' });
    expect(records).toEqual([bare]);
    const dropped = { kind: 'anonymous-with-details', line: 2, detail: '', refused: false };
    expect(problems).toEqual([dropped]);
  });
});
