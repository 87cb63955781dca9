import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { districts } from '@wardbook/shared/kinds/register/district';
import { electors, editions } from '@wardbook/shared/kinds/register/register';
import { openBook } from '@wardbook/shared/books/ward';
import type { Mapping } from '@wardbook/shared/formats/mapping';
import {
  csvFile,
  demoEntries,
  device,
  importFile,
  newBook,
  openSession,
  peopleIn,
  registerFile,
} from './testing-import.ts';

describe('[FMT7] a register in a known layout', () => {
  test.each(['xpress14', 'xpress13', 'halarose', 'democracy-counts'] as const)(
    '%s is previewed and imported whole',
    async (layout) => {
      const entries = demoEntries(1_200);
      const doc = newBook();
      const { preview, counts } = await importFile(registerFile(entries, layout), doc);
      expect(preview.people).toBe(entries.length);
      expect(counts).toMatchObject({ added: entries.length, changed: 0, unchanged: 0 });
      expect(peopleIn(doc)).toBe(entries.length);
      expect(districts(openBook(doc)).map(({ letters }) => letters)).toEqual(
        preview.districts.map(({ letters }) => letters),
      );
      expect(editions(openBook(doc))[0]).toMatchObject({
        by: device,
        file: 'register.csv',
        layout: preview.file.layout,
        added: entries.length,
      });
    },
  );
});

test('nothing is written before the plan is applied', async () => {
  const doc = newBook();
  const before = Y.encodeStateAsUpdate(doc);
  const session = openSession();
  await session.read(registerFile(demoEntries(50)), doc);
  await session.ask({ type: 'write', book: undefined });
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
});

test('progress is told in whole steps that never pass their total', async () => {
  const session = openSession();
  const doc = newBook();
  await session.read(registerFile(demoEntries(1_200)), doc);
  await session.write(doc);
  const told = session.posted.filter((message) => message.type === 'progress');
  const stages = told.map(({ stage }) => stage);
  expect([...new Set(stages)]).toEqual(['opening', 'text', 'rows', 'comparing', 'preparing']);
  expect(told.every(({ done, total }) => done <= total)).toBe(true);
});

test('[IMP5] the same file again has nothing to do', async () => {
  const doc = newBook();
  const file = registerFile(demoEntries(300));
  await importFile(file, doc);
  const session = openSession();
  const answer = await session.read(file, doc);
  expect(answer).toMatchObject({
    type: 'preview',
    preview: { hasNothingToDo: true, counts: { added: 0, changed: 0, unchanged: 300 } },
  });
  expect((await session.write(doc)).applied).toEqual({ type: 'refused', reason: 'nothing' });
});

test('a newer register shows what changes, and keeps whoever it lacks', async () => {
  const doc = newBook();
  const entries = demoEntries(300).filter(({ anonymous }) => !anonymous);
  await importFile(registerFile(entries), doc);
  const newer = entries.slice(1).map((entry) => ({ ...entry }));
  newer[0] = { ...newer[0]!, number: '9001' };
  newer[1] = { ...newer[1]!, surname: 'Okonkwo-Blythe' };
  const { preview } = await importFile(registerFile(newer), doc);
  expect(preview.counts).toMatchObject({ added: 0, changed: 2, unchanged: entries.length - 3 });
  expect(preview.missing).toBe(1);
  expect(preview.changes.map(({ details }) => details.map(({ detail }) => detail))).toEqual([
    ['number'],
    ['name'],
  ]);
  expect(peopleIn(doc)).toBe(entries.length);
});

test('a book that has moved on since the preview is planned for again', async () => {
  const doc = newBook();
  const file = registerFile(demoEntries(100));
  const session = openSession();
  await session.read(file, doc);
  await importFile(registerFile(demoEntries(60)), doc);
  const { counts } = await session.write(doc, true);
  expect(counts).toMatchObject({ added: 40, unchanged: 60 });
  expect(peopleIn(doc)).toBe(100);
});

test('[IMP5] a colleague who imported the same file meanwhile leaves nothing to do', async () => {
  const doc = newBook();
  const file = registerFile(demoEntries(100));
  const session = openSession();
  await session.read(file, doc);
  await importFile(file, doc);
  expect((await session.write(doc, true)).applied).toEqual({ type: 'refused', reason: 'nothing' });
});

describe('[FMT8] a table in no known layout', () => {
  const rows = [
    ['No', 'Who', 'Where', 'Town', 'Code'],
    ['KD-2/2-289/1', 'Okafor Ada', '1 Elm Road', 'Marlow', 'ZZ1 4AB'],
    ['KD-2/2-290', 'Byrne Tom', '2 Elm Road', 'Marlow', 'ZZ1 4AB'],
  ];
  const mapping: Mapping = { wholeNumber: 0, wholeName: 1, address: [2, 3], postcode: 4 };

  test('is read by columns chosen by hand', async () => {
    const doc = newBook();
    const session = openSession();
    const asked = await session.read(csvFile(rows), doc);
    expect(asked).toMatchObject({ type: 'columns', columns: { isKnown: false } });
    const answer = await session.ask({ type: 'map', mapping });
    expect(answer).toMatchObject({
      type: 'preview',
      preview: { counts: { added: 2 }, file: { layout: 'by-hand' } },
    });
    await session.write(doc);
    const [first] = electors(openBook(doc)).electors.filter(({ number }) => number === '289');
    expect(first).toMatchObject({ district: 'KD-2/2', suffix: '1', surname: 'Okafor' });
  });

  test('can be mapped again', async () => {
    const session = openSession();
    await session.read(csvFile(rows), newBook());
    await session.ask({ type: 'map', mapping });
    const again = await session.ask({ type: 'map', mapping: { ...mapping, postcode: undefined } });
    expect(again).toMatchObject({ type: 'preview', preview: { counts: { added: 2 } } });
  });
});

describe('[FMT1] what is no register', () => {
  test.each([
    ['nothing', new File([], 'empty.csv'), 'empty'],
    ['a ZIP named .csv', new File(['PK\u0003\u0004 not really'], 'r.csv'), 'damaged-workbook'],
    ['a PDF', new File(['%PDF-1.7 …'], 'register.pdf'), 'pdf'],
  ])('%s is refused by a code', async (_, file, code) => {
    const answer = await openSession().read(file, newBook());
    if (answer.type !== 'refused') throw new Error(answer.type);
    expect(answer.refusal.code).toBe(code);
  });

  test('a file over the bound is refused unread', async () => {
    const unread = () => Promise.reject(new Error('must not be read'));
    const file = Object.assign(new File([], 'huge.csv'), { arrayBuffer: unread });
    Object.defineProperty(file, 'size', { value: 65 * 1024 * 1024 });
    const answer = await openSession().read(file, newBook());
    expect(answer).toMatchObject({ type: 'refused', refusal: { code: 'too-large' } });
  });

  test('a file that is gone says so', async () => {
    const gone = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    const file = Object.assign(new File(['x'], 'gone.csv'), { arrayBuffer: gone });
    expect(await openSession().read(file, newBook())).toEqual({ type: 'unreadable' });
  });
});

test('[FMT18] [FMT20] the young are left out, and the anonymous come by number only', async () => {
  const header = ['Elector Number Prefix', 'Elector Number', 'Elector Number Suffix'];
  const more = ['Elector Markers', 'Elector DOB', 'Elector Surname', 'Elector Forename'];
  const rows = [
    ['1BDF', '7', '0', 'N', '', 'Secret', 'Sam', 'ZZ1 4AB', '1 Elm Road'],
    ['1BDF', '8', '0', '', '01/01/2015', 'Young', 'Una', 'ZZ1 4AB', '2 Elm Road'],
    ['1BDF', '9', '0', '', '', 'Okafor', 'Ada', 'ZZ1 4AB', '3 Elm Road'],
  ];
  const doc = newBook();
  const file = csvFile([[...header, ...more, 'PostCode', 'Address1'], ...rows]);
  const { preview } = await importFile(file, doc);
  expect(preview.anonymous).toBe(1);
  expect(preview.problems.map(({ kind, isLeftOut }) => [kind, isLeftOut])).toEqual([
    ['under-16', true],
    ['anonymous-with-details', false],
  ]);
  const kept = JSON.stringify([openBook(doc).events.toJSON(), openBook(doc).rows.toJSON()]);
  expect(kept).toContain('Okafor');
  for (const secret of ['Secret', 'Sam', 'Young', 'Una']) expect(kept).not.toContain(secret);
  const told = JSON.stringify([preview.problems, preview.samples, preview.changes]);
  for (const secret of ['Secret', 'Sam', 'Young', 'Una']) expect(told).not.toContain(secret);
});
