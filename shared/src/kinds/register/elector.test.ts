import { expect, test } from 'vitest';
import { electorWith } from '../../testing/arbitraries.ts';
import { sameDetails } from './elector.ts';
import { electorRow } from './elector.ts';

test('[BOOK2] an elector stored and read is the same elector', () => {
  for (const elector of [
    electorWith(),
    electorWith({ suffix: '1', title: 'Dr', nameSuffix: 'Jr', externalId: 'E1', uprn: '9' }),
    electorWith({ address: [], optedOut: true, attains: '2027-01-02', markers: 'F', line: 0 }),
  ])
    expect(electorRow.parse(electorRow.write(elector))).toEqual(elector);
});

test('[BOOK2] a detail that cannot be read is left out, and the elector stays', () => {
  const stored = electorRow.write(electorWith({ title: 'Dr', uprn: '9' }));
  const odd = { ...stored, t: 7, x: '', e: ['x'], u: 'x'.repeat(65), m: 1, v: 'soon', newer: true };
  expect(electorRow.parse(odd)).toEqual(electorWith());
});

test('[BOOK9] an anonymous entry has a number and nothing else, whatever was stored', () => {
  const stored = { ...electorRow.write(electorWith({ title: 'Dr' })), z: true };
  const read = electorRow.parse(stored);
  expect(read).toMatchObject({ number: '1', surname: '', forenames: '', address: [] });
  expect(read).toMatchObject({ postcode: '', anonymous: true });
  expect(read).not.toHaveProperty('title');
  expect(electorRow.write(electorWith({ anonymous: true }))).not.toHaveProperty('l');
});

test('[IMP8] electors are the same by what a register says of them, wherever it says it', () => {
  const ann = electorWith();
  expect(sameDetails(ann, { ...ann, line: 9, edition: ann.edition })).toBe(true);
  for (const other of [{ surname: 'Nowak' }, { suffix: '1' }, { address: [] }, { uprn: '1' }])
    expect(sameDetails(ann, electorWith(other))).toBe(false);
});
