import { describe, expect, test } from 'vitest';
import { detectLayout, type DetectedLayout } from './detect-layout.ts';
import { registerLayouts, type RegisterLayoutId } from './layouts.ts';
import { isUsable } from './mapping.ts';
import { headers, makeRecord, writeRow } from './testing-files.ts';
import type { Table } from './table.ts';

function tableOf(...rows: string[][]): Table {
  return {
    type: 'table',
    kind: 'text',
    rows: rows.map((cells, index) => ({ line: index + 1, cells })),
    blankLines: 0,
    encoding: 'utf-8',
    delimiter: ',',
    worksheet: '',
    otherWorksheets: [],
  };
}

function layoutOf(...rows: string[][]): DetectedLayout {
  const layout = detectLayout(tableOf(...rows));
  if (layout.type === 'refused') throw new Error(layout.code);
  return layout;
}

describe('[FMT7] known layouts', () => {
  test.each(registerLayouts.map(({ id }) => id))('%s is known by its headings', (id) => {
    const layout = layoutOf(headers[id], writeRow(makeRecord(), id));
    expect(layout).toMatchObject({ layout: id, headerLine: 1 });
    expect(isUsable(layout.mapping)).toEqual({ type: 'usable' });
    expect(layout.columns).toHaveLength(headers[id].length);
  });

  test.each(Object.keys(headers) as RegisterLayoutId[])(
    '%s is known in any order, however its headings are spelt',
    (id) => {
      const shuffled = headers[id].toReversed().map((heading) => ` ${heading.toUpperCase()}_`);
      const layout = layoutOf(shuffled);
      const straight = layoutOf(headers[id]);
      const last = headers[id].length - 1;
      expect(layout.layout).toBe(id);
      expect(layout.mapping.number).toBe(last - (straight.mapping.number ?? 0));
      expect(layout.mapping.address).toEqual(
        straight.mapping.address?.map((index) => last - index),
      );
    },
  );

  test('optional columns may be missing', () => {
    const layout = layoutOf(['PD', 'ENO', 'First Names', 'Surname', 'Address 1', 'Address 2']);
    expect(layout.layout).toBe('halarose-20');
    expect(isUsable(layout.mapping).type).toBe('usable');
  });

  test('the header row is found below a preamble, within 50 rows', () => {
    const preamble = Array.from({ length: 49 }, (_, index) => [`Page ${index}`]);
    expect(layoutOf(...preamble, headers['xpress-14'])).toMatchObject({ headerLine: 50 });
    const deeper = layoutOf(['Page'], ...preamble, headers['xpress-14']);
    expect(deeper).toMatchObject({ layout: 'unknown', headerLine: 0 });
  });

  test('columns are shown with up to three different samples', () => {
    const data = ['a', 'b', 'b', ' ', 'c', 'd'].map((cell) => ['1BDF', cell]);
    const { columns } = layoutOf(['PD', 'ENO', 'Surname', 'Forename'], ...data);
    expect(columns[1]).toEqual({ index: 1, heading: 'ENO', samples: ['a', 'b', 'c'] });
    expect(columns[3]).toEqual({ index: 3, heading: 'Forename', samples: [] });
  });
});

describe('[FMT8] unknown tables', () => {
  test('headings that mean nothing here are still no person', () => {
    const people = [
      ['KD-2', 'Okafor Ada', '1 Elm Road'],
      ['KD-3', 'Byrne Tom', '2 Elm Road'],
    ];
    const words = ['Ref', 'Voter', 'Home'];
    const layout = layoutOf(['Our own list of 2026'], words, ...people);
    expect(layout).toMatchObject({ layout: 'unknown', headerLine: 2, mapping: {} });
    expect(layout.columns.map(({ heading }) => heading)).toEqual(words);
    expect(layout.columns[0]!.samples).toEqual(['KD-2', 'KD-3']);
    expect(layoutOf(...people)).toMatchObject({ headerLine: 0 });
  });

  test('a known layout may still lack a column, and then says so', () => {
    const layout = layoutOf(['PD', 'ENO', 'Surname', 'Forename']);
    expect(layout.layout).toBe('halarose-20');
    expect(isUsable(layout.mapping)).toMatchObject({ type: 'incomplete' });
  });

  test('without headings every row is data and every column is offered', () => {
    const layout = layoutOf(['1BDF', '1', 'Smith'], ['1BDF', '2', 'Jones']);
    expect(layout).toMatchObject({ layout: 'unknown', headerLine: 0, mapping: {} });
    expect(layout.columns[2]).toEqual({ index: 2, heading: '', samples: ['Smith', 'Jones'] });
  });

  test('headings that mean something are proposed', () => {
    const layout = layoutOf(['Elector No.', 'Last name', 'First name', 'Address1', 'Notes']);
    expect(layout).toMatchObject({
      layout: 'unknown',
      headerLine: 1,
      mapping: { wholeNumber: 0, surname: 1, forenames: 2, address: [3] },
    });
  });

  test('what has no column is named, and a column that has two uses', () => {
    expect(isUsable({})).toEqual({
      type: 'incomplete',
      missing: ['number', 'district', 'surname', 'address'],
    });
    expect(isUsable({ wholeNumber: 0, wholeName: 1 })).toEqual({
      type: 'incomplete',
      missing: ['address'],
    });
    expect(isUsable({ wholeNumber: 0, surname: 1, address: [1] })).toEqual({
      type: 'used-twice',
      column: 1,
    });
  });
});

describe('[FMT9] other exports', () => {
  const xpressUpdate =
    'DistrictRef,PropertyAddress1,ElectorNumber,ElectorForename,ElectorSurname,ElectorCreatedMonth,ElectorChangedMonth,ElectorDeletedMonth';
  test.each([
    ['monthly-update', 'xpress-update', xpressUpdate],
    ['monthly-update', 'halarose-update', `${headers['halarose-21'].join(',')},Register Code`],
    [
      'monthly-update',
      'democracy-counts-update',
      `ChangeTypeID,${headers['democracy-counts-25'].join(',')}`,
    ],
    ['absent-voters', 'halarose-absent-voters', 'PD_Letters,Published_ENo,Forename,Absent_Status'],
    ['polling-stations', 'xpress-stations', 'ElectionDate,Property_URN,Polling_Place_Id'],
    ['polling-stations', 'xpress-look-up', 'AuthorityCode,PropertyNumber,PollingPlaceId'],
    ['polling-stations', 'halarose-stations', 'HouseID,UPRN,PollingStationName'],
    ['polling-stations', 'democracy-counts-stations', 'Add1,PostCode,StationCode,UPRN'],
    ['polling-stations', 'northern-ireland-stations', 'PRO_UPRN,PRO_FULLADDRESS'],
    ['polling-stations', 'idox-properties', 'STRAND_ID,WARD,ELECTORADD1'],
  ])('%s: %s', (code, as, heading) => {
    const refusal = detectLayout(tableOf(['preamble'], heading.split(',')));
    expect(refusal).toEqual({ type: 'refused', code, detail: { type: 'recognised', as } });
  });

  test('a Halarose update is known by its preamble when its headings are those of a register', () => {
    const refusal = detectLayout(tableOf(['Monthly Additions for March'], headers['halarose-21']));
    const detail = { type: 'recognised', as: 'halarose-21' };
    expect(refusal).toEqual({ type: 'refused', code: 'monthly-update', detail });
  });
});
