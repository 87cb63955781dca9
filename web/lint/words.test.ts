/** Proves that the rules bite, and that what is right passes, under the parsers of the repository. */
import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { wordRules } from './words.ts';

const linter = new Linter();
const svelteParser = svelte.configs.base.find(({ languageOptions }) => languageOptions?.parser)!
  .languageOptions!.parser;
const imports = "import * as said from '#lib/words/said/codes.ts';";

/** The names of the rules that complain. */
function complaints(code: string, filename: string): string[] {
  const parser = filename.endsWith('.svelte') ? svelteParser : ts.parser;
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.svelte', '**/*.ts'],
        plugins: { words: wordRules },
        languageOptions: { parser: parser as Linter.Parser, parserOptions: { parser: ts.parser } },
        rules: Object.fromEntries(Object.keys(wordRules.rules).map((name) => [`words/${name}`, 2])),
      },
    ],
    { filename },
  );
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}
const inSvelte = (markup: string, script = '') =>
  complaints(`<script lang="ts">${imports}${script}</script>\n${markup}`, 'x.svelte');
const inModule = (code: string, file = 'x.ts') => complaints(`${imports}\n${code}`, file);

describe('literal', () => {
  test.each([
    '<p>Add a code</p>',
    '<p>{count} doors</p>',
    '<Button label="Save" />',
    '<button aria-label="Close"></button>',
    '<Page heading={isNew ? "New" : said.change()} />',
    '<Thing unheard="Two words" />',
    '<p>{isNew ? "New" : ""}</p>',
    '<p>{`${count} doors`}</p>',
    '<p title="{letter}: more"></p>',
    '<Menu acts={[{ label: "Up" }]} />',
  ])('refuses %s', (markup) => expect(inSvelte(markup)).toEqual(['words/literal']));

  test.each([
    '<p>{said.add()}</p>',
    '<p>{name}: 12 · —</p>',
    '<Button label={said.save()} kind="primary" type="submit" class="grid gap-4 Two words" />',
    '<input autocomplete="off" inputmode="numeric" />',
    '<p class={isWide ? "w full wide" : "narrow"}></p>',
    '<a href="/b/{id}/more">{title}</a>',
    '<style>p { color: red }</style>',
    '{#if kind === "new"}{name}{/if}',
    '<p style:transform={`translateY(${top}px)`}></p>',
  ])('lets %s pass', (markup) => expect(inSvelte(markup)).toEqual([]));

  test.each([
    'export const f = () => "Enter a name.";',
    'export const f = () => "none of them was new";',
    'export const f = (n: number) => `Use ${n} letters or fewer.`;',
    'export const entry = { title: "Lock" };',
    'export const f = () => say("Nobody was there");',
  ])('refuses %s', (code) => expect(inModule(code)).toEqual(['words/literal']));

  test.each([
    'export const kind = "not-in";',
    'export const f = () => { throw new Error("This cannot be, says the engineer."); };',
    'export const f = (x: unknown) => assert(x, "A book has a ward");',
    'export type Kind = "a b c d";',
    'import x from "Some Module of somebody";',
    'export const f = (node: Element) => node.matches("input, textarea, select");',
    'export const f = (n: string) => `wardbook book ${n}`;',
    'export const f = (n: string) => `${n} ${n} ${n}`;',
  ])('lets %s pass', (code) => expect(inModule(code)).toEqual([]));

  test('asks nothing of tests', () =>
    expect(inModule('test("Nothing is lost here", run);', 'x.test.ts')).toEqual([]));
});

describe('glued', () => {
  test.each([
    '<p>{said.a()}: {name}</p>',
    '<p>{said.a()} {said.b()}</p>',
    '<p>{name} {isNew ? said.a() : ""}</p>',
    '<p title="{said.a()} {name}"></p>',
    '<p>{said.a() + name}</p>',
  ])('refuses %s', (markup) => expect(inSvelte(markup)).toContain('words/glued'));

  test.each([
    '<p>{said.a({ name })}</p>',
    '<p>{said.a()} <Chip code={letter} /></p>',
    '<p title={isNew ? said.a() : said.b()}></p>',
    '<p>{#if isNew}{said.a()}{:else}{said.b()}{/if}</p>',
  ])('lets %s pass', (markup) => expect(inSvelte(markup)).toEqual([]));

  test.each(['said.a() + name', '`${said.a()}: ${name}`', '`(${isNew ? said.a() : name})`'])(
    'refuses %s',
    (code) => expect(inModule(`export const f = () => ${code};`)).toEqual(['words/glued']),
  );
});

describe('when-drawn', () => {
  test('refuses what is asked while a module is read', () => {
    expect(inModule('export const title = said.a();')).toEqual(['words/when-drawn']);
    const module = `<script module lang="ts">${imports} const x = said.a();</script>`;
    expect(complaints(module, 'x.svelte')).toEqual(['words/when-drawn']);
  });

  test('lets functions and components ask', () => {
    expect(inModule('export const title = () => said.a();')).toEqual([]);
    expect(inModule('export const titles = { a: said.a };')).toEqual([]);
    expect(inSvelte('', 'const x = said.a();')).toEqual([]);
  });
});

test('language refuses one that is written down', () => {
  expect(inModule("export const f = (n: number) => n.toLocaleString('en-GB');")).toEqual([
    'words/language',
  ]);
  expect(inModule('export const f = (n: number) => numberText(n);')).toEqual([]);
});
