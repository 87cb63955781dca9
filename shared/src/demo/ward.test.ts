import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { registerIndex } from '../kinds/register/register-index.ts';
import { code, codes } from '../kinds/code/code.ts';
import { electors } from '../kinds/register/register.ts';
import { devicesNamed } from '../kinds/device/device.ts';
import { History } from '../find/history.ts';
import { planImport } from '../kinds/register/register-import.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { walkIndex } from '../kinds/register/walk-index.ts';
import { deviceFor, idFor } from '../testing/arbitraries.ts';
import { summary } from '../testing/history-summary.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { registerRows, type DemoLayout } from './register-rows.ts';
import { demoWard } from './ward.ts';

const now = Date.UTC(2026, 10, 23, 12);
const author = { device: deviceFor(0) };
const ward = demoWard(1, now);
const book = ward.build(new Y.Doc(), author);

describe('the demo ward', () => {
  test('[DEMO1] the same seed gives the same people and the same year; another seed does not', () => {
    const again = demoWard(1, now);
    expect(again.entries).toEqual(ward.entries);
    const twin = again.build(new Y.Doc(), author);
    expect(electors(twin)).toEqual(electors(book));
    expect(summary(twin)).toEqual(summary(book));
    expect(demoWard(2, now).entries).not.toEqual(ward.entries);
  });

  test('[DEMO2] a ward of believable size, where every row is somebody and can be imported again', () => {
    const found = electors(book).electors;
    expect(ward.entries.length).toBeGreaterThan(5500);
    expect(ward.entries.length).toBeLessThan(7000);
    expect(found).toHaveLength(ward.entries.length);
    const edition = idFor<EditionId>(1);
    const plan = planImport(ward.entries, book.of(registerIndex), edition, seededRandom(1));
    expect(plan).toMatchObject({ added: [], changed: [], missing: 0, clashes: [] });
    const kinds = ['anonymous', 'optedOut', 'attains', 'suffix'] as const;
    for (const kind of kinds) expect(found.some((elector) => elector[kind])).toBe(true);
    for (const { postcode } of found) expect(postcode).toMatch(/^(ZZ1 \d[A-Z]{2})?$/);
  });

  test('[DEMO2] four districts with streets, towers of twelve floors and more, and cottages', () => {
    const streets = book.of(walkIndex).streets();
    expect(new Set(streets.map(({ district }) => district))).toEqual(
      new Set(['ALA', 'ALB', 'ALC', 'ALD', '']),
    );
    const doors = streets.flatMap(({ households }) => households);
    for (const tower of ['Larch Point', 'Rowan Point'])
      expect(doors.filter(({ building }) => building?.name === tower).length).toBeGreaterThan(44);
    expect(doors.filter(({ label }) => label.endsWith('Cottage')).length).toBeGreaterThan(5);
  });

  test('[DEMO3] a year of work: answers, colleagues, memory, and nothing that cannot be read', () => {
    const history = new History(book);
    expect([book.skipped, book.unknown]).toEqual([0, 0]);
    const answers = history.people().flatMap((id) => history.person(id).answers);
    expect(answers.length).toBeGreaterThan(2200);
    expect(answers.length).toBeLessThan(2900);
    for (const { event } of answers) {
      expect(event.at).toBeLessThan(now);
      expect(event.at).toBeGreaterThan(now - 380 * 86_400_000);
      if (event.code !== undefined) expect(code(book, event.code)).toBeDefined();
    }
    expect(devicesNamed(book)).toHaveLength(6);
    const kinds = history.memory().map(({ current }) => current.kind);
    expect(kinds.filter((kind) => kind === 'issue')).toHaveLength(15);
    expect(kinds.filter((kind) => kind === 'note')).toHaveLength(10);
    const states = history.people().flatMap((id) => [...history.person(id).fields.values()]);
    expect(states.some(({ conflict }) => conflict !== undefined)).toBe(true);
    expect(answers.some(({ undone }) => undone)).toBe(true);
    const used = new Set(answers.map(({ event }) => event.code));
    expect(codes(book).filter(({ id }) => used.has(id)).length).toBeGreaterThan(7);
  });

  test.each([
    ['xpress14', 14],
    ['xpress13', 13],
    ['halarose', 21],
    ['democracy-counts', 25],
  ] satisfies [DemoLayout, number][])('[DEMO4] as %s: a header and rows of %i', (layout, width) => {
    const rows = registerRows(ward.entries, layout);
    expect(rows).toHaveLength(ward.entries.length + 1);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([width]));
    const anonymous = rows.filter((_, index) => ward.entries[index - 1]?.anonymous === true);
    expect(anonymous).toHaveLength(8);
    for (const row of anonymous) expect(row.join('|')).not.toMatch(/ZZ1|Road|E1\d/);
  });
});
