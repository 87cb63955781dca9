// The documents name rules, and tests bear their names: what is claimed is what is tested.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './tools.ts';

const idPattern = /\[([A-Z]+\d+)\]/g;
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const idsIn = (text: string) => new Set(Array.from(text.matchAll(idPattern), ([, id]) => id!));

const tests = globSync(
  ['{shared,sync-server}/src/**/*.test.ts', '{shared,sync-server}/src/**/*.contract.ts'].concat([
    'web/{src,test}/**/*.test.ts',
    'web/e2e/**/*.spec.ts',
  ]),
  { cwd: root },
);
const tested = idsIn(tests.map(read).join('\n'));
const ruled = Array.from(
  read('shared/SPEC.md').matchAll(/^- \*\*\[([A-Z]+\d+)\]\*\*/gm),
  ([, id]) => id!,
);

test('every rule has its tests, and every test its rule', () => {
  expect(tests.length).toBeGreaterThan(100);
  expect(ruled.filter((id) => !tested.has(id))).toEqual([]);
  expect([...tested].filter((id) => !ruled.includes(id))).toEqual([]);
  expect(new Set(ruled).size).toBe(ruled.length);
});

test.each(['docs/THREAT_MODEL.md', 'docs/ARCHITECTURE.md', 'docs/PROTOCOL.md'])(
  '%s names rules that there are',
  (document) => {
    const text = read(document);
    expect([...idsIn(text)].filter((id) => !ruled.includes(id))).toEqual([]);
  },
);
