// The documents name files: what is named is there, so that nobody looks for what has been moved.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './tools.ts';

const documents = globSync(['*.md', 'docs/**/*.md', 'shared/SPEC.md'], { cwd: root });

/** Everything that a commit holds, files and folders, by its path from the root. */
const paths = globSync(['*', '{deploy,docs,scripts,shared,sync-server,web}/**'], {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|build|\.svelte-kit)$/.test(path),
});

/** Looks like a path and is none of a file here: made by a command, or an example of a name. */
const exceptions = [
  'data/dev',
  'node_modules/.cache/relay',
  'node_modules/.bin/node',
  'n1.conf',
  'n2.conf',
  'n3.conf',
  'x.test.ts',
  'KD-2/2',
  'KD-2/2-289/1',
];

const fileName = /[\w-]\.(ts|js|mjs|svelte|md|json|yaml|sql|css|html|conf|png)$/;

/** Braces and stars mean what they mean to a shell; brackets are part of a route's name. */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/\/$/, '')
    .replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`)
    .replaceAll(/\*+/g, (stars) => (stars.length > 1 ? '.*' : '[^/]*'));
  return new RegExp(`(^|/)${source}$`);
}

/** A path may be cut at its front where what is left still tells which it is: `sync/log/put-back.ts`. */
function isThere(path: string): boolean {
  const pattern = patternOf(path);
  return paths.some((each) => pattern.test(each));
}

/** The words within backticks that are paths, but not addresses, packages, or paths of a machine. */
function namedIn(text: string): string[] {
  const spans = Array.from(text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g));
  return spans
    .flatMap(([, span]) => span!.split(/\s+/))
    .filter((word) => /^[\w.{][\w./*{},[\]-]*$/.test(word))
    .filter(
      (word) => fileName.test(word) || /^[\w.-]+\/[^/]/.test(word) || /^[\w-]+\/$/.test(word),
    );
}

/** Targets of links within the repository, from its root. */
function linkedFrom(document: string, text: string): string[] {
  const targets = Array.from(text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g), ([, target]) => target!);
  const own = targets.filter((target) => !/^\w+:/.test(target));
  return own.map((target) => normalize(join(dirname(document), target)));
}

const read = (document: string) => readFileSync(join(root, document), 'utf8');

test.each(documents)('%s names files that there are', (document) => {
  const text = read(document);
  const missing = namedIn(text).filter((path) => !isThere(path));
  expect(missing.filter((path) => !exceptions.includes(path))).toEqual([]);
  expect(linkedFrom(document, text).filter((path) => !paths.includes(path))).toEqual([]);
});

test('every exception is one', () => {
  const named = documents.flatMap((document) => namedIn(read(document)));
  expect(exceptions.filter((path) => isThere(path) || !named.includes(path))).toEqual([]);
});

test('a path is told from what is none, and found by its end and by its pattern', () => {
  const text =
    'Run `npx vitest scripts/lib/gone.test.ts`, see `lib/tools.ts`, `@noble/hashes`, `/relay`.';
  expect(namedIn(text)).toEqual(['scripts/lib/gone.test.ts', 'lib/tools.ts']);
  expect(isThere('scripts/lib/gone.test.ts')).toBe(false);
  expect(isThere('lib/tools.ts')).toBe(true);
  expect(isThere('ib/tools.ts')).toBe(false);
  expect(isThere('scripts/lib/{tools,tally}.ts')).toBe(true);
  expect(isThere('scripts/**/arrows*.test.ts')).toBe(true);
  expect(isThere('scripts/lib/')).toBe(true);
  expect(
    linkedFrom('docs/PROTOCOL.md', '[a](OPERATING.md#bounds), [b](https://x.example)'),
  ).toEqual(['docs/OPERATING.md']);
});
