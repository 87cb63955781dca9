import { expect, test } from 'vitest';
import { isUsable, type Mapping } from '@wardbook/shared/formats/mapping';
import {
  columnChoices,
  columnName,
  mapFormOf,
  mappingOf,
  samplesText,
  unusableText,
} from './map-form.ts';

const mapping: Mapping = {
  district: 0,
  number: 1,
  suffix: 2,
  surname: 3,
  forenames: 4,
  markers: 5,
  uprn: 9,
  address: [7, 6],
};

test('[FMT8] a mapping comes back from its form as it went in', () => {
  expect(mappingOf(mapFormOf(mapping))).toEqual(mapping);
  const whole: Mapping = { wholeNumber: 0, wholeName: 2, address: [1] };
  expect(mappingOf(mapFormOf(whole))).toEqual(whole);
});

test('columns of the way that was not chosen are left out', () => {
  const form = mapFormOf(mapping);
  form.numberForm = 'whole';
  expect(mappingOf(form)).not.toHaveProperty('number');
  expect(isUsable(mappingOf(form)).type).toBe('incomplete');
  form.columns.wholeNumber = '1';
  expect(isUsable(mappingOf(form))).toEqual({ type: 'usable' });
});

test('an empty form offers one address line and says that all is missing', () => {
  const form = mapFormOf({});
  expect(form.address).toEqual(['']);
  expect(mappingOf(form)).toEqual({});
});

test('columns are called by their heading or place, with what is in them', () => {
  const columns = [
    { index: 0, heading: 'PD', samples: ['1BDF', '1BDG'] },
    { index: 1, heading: '', samples: ['MacLeod'] },
    { index: 2, heading: '', samples: [] },
  ];
  expect(columns.map(columnName)).toEqual(['PD: 1BDF, 1BDG', 'Column 2: MacLeod', 'Column 3']);
  expect(columnChoices(columns)[1]).toEqual({ value: '1', label: 'Column 2: MacLeod' });
  expect(columnName({ index: 0, heading: 'x'.repeat(200), samples: [] })).toHaveLength(60);
  expect(samplesText(columns, '0')).toBe('In it: 1BDF, 1BDG');
  expect(samplesText(columns, '2')).toBe('This column is empty.');
  expect(samplesText(columns, '')).toBe('');
});

test('[FMT8] what is missing is said in a sentence', () => {
  const said = (chosen: Mapping) => {
    const usability = isUsable(chosen);
    return usability.type === 'usable' ? undefined : unusableText(usability);
  };
  expect(said({})).toBe(
    'Say which column holds the elector number, the polling district, the surname and the address.',
  );
  expect(said({ wholeNumber: 0, wholeName: 1 })).toBe('Say which column holds the address.');
  expect(said({ wholeNumber: 0, surname: 1, address: [1] })).toBe(
    'Column 2 is chosen for more than one thing. Choose a column once.',
  );
  expect(said(mapping)).toBeUndefined();
});
