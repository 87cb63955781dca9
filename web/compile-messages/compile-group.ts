/**
 * A group's messages in both languages, made into one module of typed functions. English is whole;
 * a message that has no Welsh is said in English. Doesn't know where files stand.
 */
import { compileMessage, MessageFault, type CompiledMessage } from './compile-message.ts';

export interface Group {
  /** 'codes': in front of each of its keys. */
  readonly name: string;
  /** The text of its files, JSON: messages by their keys. */
  readonly en: string;
  readonly cy: string | undefined;
}

export interface CompiledGroup {
  /** The module: every message's function, in English, which knows of its Welsh. */
  readonly module: string;
  /** Lines of the one object that holds all that is said in Welsh. */
  readonly welsh: readonly string[];
}

export function compileGroup(group: Group): CompiledGroup {
  const english = readMessages(group.name, group.en);
  const welsh = readMessages(group.name, group.cy ?? '{}');
  for (const key of welsh.keys())
    if (!english.has(key)) fail(group.name, key, 'It is in Welsh and not in English.');
  const module: string[] = [];
  const translated: string[] = [];
  for (const [key, text] of english) {
    const message = compiled(group.name, key, text, 'en');
    const inWelsh = welsh.get(key);
    const body = functionOf(message);
    const doc = `/** ${text.replaceAll('*/', '* /')} */\n`;
    const name = `${group.name}.${key}`;
    if (inWelsh === undefined) {
      module.push(`${doc}export const ${key} = ${body};`);
      continue;
    }
    const other = compiled(group.name, key, inWelsh, 'cy');
    checkSame(group.name, key, message, other);
    module.push(`${doc}export const ${key} = /* @__PURE__ */ said('${name}', ${body});`);
    translated.push(`  '${name}': ${functionOf(other, message)},`);
  }
  return { module: withImports(module.join('\n'), 'said'), welsh: translated };
}

/** The module of all that is said in Welsh, loaded where Welsh is. */
export function welshModule(groups: readonly CompiledGroup[]): string {
  const lines = groups.flatMap(({ welsh }) => welsh);
  return withImports(`export const cy: Welsh = {\n${lines.join('\n')}\n};`, 'type Welsh');
}

function functionOf(message: CompiledMessage, typedAs = message): string {
  const fields = Array.from(typedAs.parameters, ([name, type]) => `${name}: ${type}`);
  const parameters = fields.length > 0 ? `p: { ${fields.join('; ')} }` : '';
  const marks = Array.from(message.marks, (mark) => `'${mark}'`).toSorted();
  const type = marks.length > 0 ? `readonly Part<${marks.join(' | ')}>[]` : 'string';
  return `(${parameters}): ${type} => ${message.code}`;
}

/** Welsh may leave a parameter out, and may not want another one; its marks are the same. */
function checkSame(group: string, key: string, en: CompiledMessage, cy: CompiledMessage): void {
  for (const [name, type] of cy.parameters)
    if (en.parameters.get(name) !== type)
      fail(group, key, `In Welsh {${name}} is ${type}, in English it is not.`);
  if (en.marks.symmetricDifference(cy.marks).size > 0)
    fail(group, key, 'It has other marks in Welsh than in English.');
}

function readMessages(group: string, json: string): Map<string, string> {
  const seen = new Set<string>();
  for (const [, key] of json.matchAll(/^ {2}"([^"]*)":/gm)) {
    if (seen.has(key!)) fail(group, key!, 'It is there twice.');
    seen.add(key!);
  }
  const messages = Object.entries(JSON.parse(json) as Record<string, unknown>);
  return new Map(
    messages.map(([key, text]) => {
      if (!/^[a-z][a-zA-Z0-9]*$/.test(key)) fail(group, key, 'A key is written likeThis.');
      // A module with such an export is taken for a promise, and never loaded.
      if (key === 'then') fail(group, key, 'A message cannot be called so.');
      if (typeof text !== 'string') fail(group, key, 'A message is one text.');
      return [key, text];
    }),
  );
}

function compiled(
  group: string,
  key: string,
  text: string,
  language: 'en' | 'cy',
): CompiledMessage {
  try {
    return compileMessage(text, language);
  } catch (error) {
    if (error instanceof MessageFault) fail(group, key, error.message);
    throw error;
  }
}

function withImports(code: string, always: string): string {
  const wanted = [
    code.includes('said(') || always !== 'said' ? always : '',
    code.includes('plural(') ? 'plural' : '',
    code.includes('Part<') ? 'type Part' : '',
  ].filter((name) => name !== '');
  return [
    '// Made from web/messages by web/compile-messages: changes here are lost.',
    wanted.length > 0 ? `import { ${wanted.join(', ')} } from '../said.ts';` : '',
    code.includes('numberText(') ? "import { numberText } from '../numbers.ts';" : '',
    `${code}\n`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function fail(group: string, key: string, what: string): never {
  throw new MessageFault(`Message ${group}.${key}: ${what}`);
}
