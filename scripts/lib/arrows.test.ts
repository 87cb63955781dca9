/**
 * Proves that the lint rules between the folders bite. Offending and innocent one-line files are laid
 * out in a temporary place as the repository lays out its folders, under the repository's own rules.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { folders } from './arrows.ts';
import { root } from './tools.ts';

const outOfReach = [
  { folder: 'shared/src/books', code: 'export const at = () => Date.now();', name: 'clock' },
  { folder: 'shared/src/books', code: 'export const x = () => Math.random();', name: 'chance' },
  {
    folder: 'shared/src/formats',
    code: 'export const x = () => document.title;',
    name: 'document',
  },
  { folder: 'shared/src/sealing', code: 'export const x = () => fetch("/");', name: 'network' },
  { folder: 'shared/src/base', code: 'export const x = () => process.argv;', name: 'process' },
  { folder: 'web/src/lib/sync', code: 'export const x = () => window.name;', name: 'window' },
  { folder: 'sync-server/src/room', code: 'export const x = process.env;', name: 'environment' },
];

const scratch = mkdtempSync(join(tmpdir(), 'wardbook-arrows-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const complaints = layOutAndLint();

describe.each(folders)('$folder', ({ folder, mayImport, mayNotImport }) => {
  test.each(mayImport)('may import %s', (target) => {
    expect(complaints.get(fileFor(folder, target))).toBeUndefined();
  });
  test.each(mayNotImport)('may not import %s', (target) => {
    expect(complaints.get(fileFor(folder, target))).toContain('no-restricted-imports');
  });
  test('its tests may import anything', () => {
    expect(complaints.get(`${folder}/x.test.ts`)).toBeUndefined();
  });
});

test.each(outOfReach)('$folder does not reach for the $name', ({ folder, name }) => {
  expect(complaints.get(`${folder}/reaches-${name}.ts`)).toMatch(/no-(restricted|process)/);
});

test('every folder of the repository is in this table', () => {
  const parents = ['shared/src', 'sync-server/src', 'web/src/lib'];
  const found = parents.flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
      .map((entry) => `${parent}/${entry.name}`),
  );
  const known = folders.map(({ folder }) => folder);
  const unknown = found.filter(
    (folder) => !known.some((name) => `${name}/`.startsWith(`${folder}/`)),
  );
  expect(unknown).toEqual([]);
  expect(
    known.filter((folder) => folder.startsWith('shared') && !existsSync(join(root, folder))),
  ).toEqual([]);
});

/** What the linter said of each file, by its path from the root. */
function layOutAndLint(): Map<string, string> {
  copyFileSync(join(root, '.oxlintrc.json'), join(scratch, '.oxlintrc.json'));
  for (const { folder, mayImport, mayNotImport } of folders) {
    for (const target of [...mayImport, ...mayNotImport])
      write(fileFor(folder, target), `import { x } from '${target}';\nexport const y = () => x;\n`);
    const all = mayNotImport.map((target, index) => `export { x as x${index} } from '${target}';`);
    write(`${folder}/x.test.ts`, all.join('\n'));
  }
  for (const { folder, code, name } of outOfReach) write(`${folder}/reaches-${name}.ts`, code);
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json'], {
    cwd: scratch,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; filename: string }[];
  };
  const found = new Map<string, string>();
  for (const { code, filename } of diagnostics)
    if (/no-restricted|no-process/.test(code))
      found.set(filename, `${found.get(filename) ?? ''} ${code}`);
  return found;
}

function fileFor(folder: string, target: string): string {
  return `${folder}/imports-${target.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.ts`;
}

function write(path: string, code: string): void {
  const whole = join(scratch, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, code);
}
