import { describe, expect, test } from 'vitest';
import type { Elector, PersonId } from '@wardbook/shared/kinds/register/elector';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import { detailChanges } from './detail-changes.ts';
import { detailWords } from './detail-words.ts';
import { doneTitle, previewTitle, progressWords } from './import-words.ts';
import { previewFacts } from './preview-facts.ts';
import type { Preview } from './preview.ts';
import { linesMax, problemGroups } from './problem-groups.ts';
import { lineText, problemHeading } from './problem-words.ts';

const person: Elector = {
  id: 'AAAAAAAAAAAAAAAA' as PersonId,
  district: '1BDF',
  number: '12',
  suffix: '',
  surname: 'Okafor',
  forenames: 'Ada',
  address: ['1 Elm Road', 'Marlow'],
  postcode: 'ZZ1 4AB',
  markers: '',
  optedOut: false,
  attains: '',
  anonymous: false,
  edition: 'AAAABBBBCCCCDDDD' as EditionId,
  line: 2,
};

describe('what changes about somebody', () => {
  test('is said field by field', () => {
    const after = { ...person, number: '13', suffix: '1', optedOut: true, attains: '2027-03-01' };
    expect(detailChanges(person, after).map(detailWords)).toEqual([
      { detail: 'Elector number', before: '1BDF-12', after: '1BDF-13/1' },
      { detail: 'Open register', before: 'Included', after: 'Opted out' },
      { detail: 'Reaches voting age', before: 'none', after: '01/03/2027' },
    ]);
    expect(detailChanges(after, person).map(detailWords)).toContainEqual({
      detail: 'Open register',
      before: 'Opted out',
      after: 'Included',
    });
  });

  test('never shows the details of whoever is anonymous now', () => {
    const after = { ...person, surname: '', forenames: '', address: [], anonymous: true };
    const changes = detailChanges(person, after);
    expect(JSON.stringify(changes)).not.toMatch(/Okafor|Elm/);
    expect(changes.map(detailWords)).toEqual([
      { detail: 'Anonymous entry', before: 'Name and address', after: 'Number only' },
    ]);
  });

  test('any difference that an import sees has its line', () => {
    const changes: Partial<Elector>[] = [
      { district: '1BDG' },
      { title: 'Dr' },
      { nameSuffix: 'Jr' },
      { postcode: '' },
      { markers: 'G' },
      { externalId: '77' },
      { uprn: '100' },
      { address: ['1 Elm Road'] },
      { forenames: 'Adaeze' },
    ];
    for (const change of changes)
      expect(detailChanges(person, { ...person, ...change })).toHaveLength(1);
  });
});

describe('problems by kind', () => {
  test('those left out come first, then the most frequent', () => {
    const groups = problemGroups(
      [
        { kind: 'bad-date', line: 3, detail: '31/02/2020', refused: false },
        { kind: 'bad-date', line: 4, detail: 'soon', refused: false },
        { kind: 'under-16', line: 5, detail: '', refused: true },
      ],
      [{ kind: 'twice-in-file', line: 9, otherLine: 2, imported: false }],
    );
    expect(groups.map((group) => [group.kind, problemHeading(group)])).toEqual([
      ['under-16', '1 row is about somebody who seems to be under 16'],
      ['twice-in-file', '1 row names somebody who is in the file already'],
      ['bad-date', '2 rows have a date that cannot be right'],
    ]);
    expect(groups[1]!.lines).toEqual([{ line: 9, detail: '', otherLine: 2 }]);
    expect(lineText('twice-in-file', groups[1]!.lines[0]!)).toBe('Line 9: also on line 2');
  });

  test('lists the first lines and counts the rest', () => {
    const found = Array.from({ length: linesMax + 50 }, (_, index) => ({
      kind: 'missing-address' as const,
      line: index + 2,
      detail: '',
      refused: false,
    }));
    const [group] = problemGroups(found, []);
    expect(group).toMatchObject({ count: linesMax + 50, lines: { length: linesMax } });
  });
});

describe('words', () => {
  const counts = { added: 9_812, changed: 0, unchanged: 0, districts: 4 };
  const preview = { people: 9_812, counts, hasNothingToDo: false } as Preview;

  test('say what an import does', () => {
    expect(previewTitle(preview)).toBe('Adds 9,812 people in 4 polling districts');
    const some = { added: 1, changed: 34, unchanged: 5, districts: 1 };
    expect(previewTitle({ ...preview, counts: some })).toBe(
      'Adds 1 person in 1 polling district and changes 34',
    );
    const changes = { added: 0, changed: 1, unchanged: 5, districts: 0 };
    expect(previewTitle({ ...preview, counts: changes })).toBe('Changes 1 person');
    expect(previewTitle({ ...preview, people: 0 })).toBe('Nobody in this file can be imported');
    expect(doneTitle(some)).toBe('Added 1 person in 1 polling district and changed 34');
    const nothing = { ...preview, counts: { ...counts, unchanged: 9_812 }, hasNothingToDo: true };
    expect(previewTitle(nothing)).toBe(
      'Nothing to import: all 9,812 people are in the book already',
    );
  });

  test('say how far the work is, and only when that is known', () => {
    expect(progressWords({ stage: 'rows', done: 4_210, total: 10_000 })).toEqual({
      label: 'Finding the people in it',
      value: 4_210,
      max: 10_000,
      detail: '4,210 of 10,000 rows',
    });
    expect(progressWords({ stage: 'text', done: 1, total: 3 }).detail).toBe('33 %');
    expect(progressWords({ stage: 'comparing', done: 0, total: 0 }).value).toBeNull();
  });

  test('leave out the counts that are nought', () => {
    const some = { counts, missing: 0, anonymous: 1, problems: [] as Preview['problems'] };
    expect(previewFacts(some as Preview)).toEqual([
      { term: 'New', value: '9,812 people' },
      { term: 'Anonymous', value: '1 entry, by number only' },
    ]);
  });
});
