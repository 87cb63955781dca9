import { expect, test } from 'vitest';
import { benchTable, formatNumber, replaceBetweenMarks, type Row } from './bench-table.ts';

const row: Row = {
  what: 'cold open',
  unit: 'ms',
  median: 812.4,
  min: 790,
  max: 1_100.2,
  aim: 1_000,
};

test('a row says whether its aim was met, by its median', () => {
  expect(benchTable([row]).split('\n')[2]).toBe(
    '| cold open | 812 ms | 790 to 1,100 | under 1,000 ms | yes |  |',
  );
  expect(benchTable([{ ...row, median: 1_000 }])).toContain('| no |');
});

test('a row without an aim claims nothing, and the yardstick stands beside it', () => {
  const bare = { ...row, aim: undefined, yardstick: { what: 'bare Yjs', median: 75.25 } };
  expect(benchTable([bare])).toContain('|  |  | bare Yjs: 75.3 ms |');
});

test('a bar in a name does not break the table', () => {
  expect(benchTable([{ ...row, what: 'a | b' }])).toContain('| a \\| b |');
});

test.each([
  [0.1234, '0.12'],
  [12.345, '12.3'],
  [1234.5, '1,235'],
  [3, '3'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('the table replaces what stood between the marks and nothing else', () => {
  const text = 'before\n<!-- bench -->\nold\n<!-- bench -->\nafter\n';
  const replaced = replaceBetweenMarks(text, 'new');
  expect(replaced).toBe('before\n<!-- bench -->\n\nnew\n\n<!-- bench -->\nafter\n');
  expect(replaceBetweenMarks(replaced!, 'new')).toBe(replaced);
});

test('a table with a name of its own has marks of its own', () => {
  const text = '<!-- bench -->a<!-- bench --><!-- bench:relay -->b<!-- bench:relay -->';
  const replaced = replaceBetweenMarks(text, 'new', 'bench:relay');
  expect(replaced).toContain('<!-- bench -->a<!-- bench -->');
  expect(replaced).toContain('<!-- bench:relay -->\n\nnew\n\n<!-- bench:relay -->');
});

test('a document without both marks is left alone', () => {
  expect(replaceBetweenMarks('nothing here', 'new')).toBeUndefined();
  expect(replaceBetweenMarks('<!-- bench --> one', 'new')).toBeUndefined();
});
