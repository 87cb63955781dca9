// What nobody says is taken out of the messages.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const web = join(import.meta.dirname, '..');
const sources = globSync('src/**/*.{svelte,ts}', { cwd: web })
  .filter((file) => !file.includes('/words/said/') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(web, file), 'utf8'));
const groups = globSync('messages/*.en.json', { cwd: web }).map((file) =>
  basename(file, '.en.json'),
);

test('there are groups, and code that speaks', () => {
  expect(groups).toContain('codes');
  expect(sources.length).toBeGreaterThan(100);
});

test.each(groups)('each message of %s is said somewhere', (group) => {
  const messages = JSON.parse(
    readFileSync(join(web, `messages/${group}.en.json`), 'utf8'),
  ) as Record<string, string>;
  const said = sources.flatMap((source) => {
    const name = new RegExp(`import \\* as (\\w+) from '[^']*/said/${group}\\.ts'`).exec(
      source,
    )?.[1];
    if (name === undefined) return [];
    return Array.from(source.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g')), ([, key]) => key!);
  });
  expect(Object.keys(messages).filter((key) => !said.includes(key))).toEqual([]);
});
