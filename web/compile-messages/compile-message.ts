/**
 * One message of ICU MessageFormat, made into the TypeScript of one function. A message takes texts
 * (`{name}`), numbers (`{count, number}`), plurals, choices between words that are known
 * (`{role, select, ...}`) and marks (`<b>...</b>`). Dates come in as text: words/dates.ts makes them.
 * Doesn't know files, groups or keys.
 */
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

export type Language = 'en' | 'cy';

export interface CompiledMessage {
  /** The type of each parameter, as TypeScript: 'string', 'number', "'keeper' | 'editor'". */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of the marks. With any, the function gives parts and not a text. */
  readonly marks: ReadonlySet<string>;
  /** The function's body, an expression in which `p` are the parameters. */
  readonly code: string;
}

/** A message that is refused: its sentence is for whoever wrote the message. */
export class MessageFault extends Error {}

export function compileMessage(text: string, language: Language): CompiledMessage {
  const elements = parsed(text);
  const found = { parameters: new Map<string, string>(), marks: new Set<string>() };
  const writer = new Writer(language, found.parameters, found.marks);
  const hasMarks = marksIn(elements);
  return { ...found, code: hasMarks ? `[${writer.parts(elements)}]` : writer.text(elements) };
}

function parsed(text: string): MessageFormatElement[] {
  if (text.trim() === '' || text.trim() !== text)
    throw new MessageFault('A message is neither empty nor has space at its ends.');
  try {
    return parse(text, { requiresOtherClause: false });
  } catch (error) {
    throw new MessageFault(`Not ICU MessageFormat: ${String(error)}`, { cause: error });
  }
}

/** Writes expressions, and notes each parameter and mark on the way. */
class Writer {
  readonly #language: Language;
  readonly #parameters: Map<string, string>;
  readonly #marks: Set<string>;

  constructor(language: Language, parameters: Map<string, string>, marks: Set<string>) {
    this.#language = language;
    this.#parameters = parameters;
    this.#marks = marks;
  }

  /** An expression that gives a text. `counted`: the number that `#` stands for. */
  text(elements: readonly MessageFormatElement[], counted?: string): string {
    const [only] = elements;
    if (elements.length === 1 && only && only.type !== TYPE.literal)
      return this.#expression(only, counted);
    const pieces = elements.map((element) =>
      element.type === TYPE.literal
        ? element.value.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`)
        : `\${${this.#expression(element, counted)}}`,
    );
    return `\`${pieces.join('')}\``;
  }

  /** The items of an array: texts, and texts with their mark. */
  parts(elements: readonly MessageFormatElement[], counted?: string): string {
    const items: string[] = [];
    let plain: MessageFormatElement[] = [];
    const endPlain = () => {
      if (plain.length > 0) items.push(this.text(plain, counted));
      plain = [];
    };
    for (const element of elements) {
      if (!marksIn([element])) {
        plain.push(element);
        continue;
      }
      endPlain();
      if (element.type === TYPE.tag) items.push(this.#marked(element, counted));
      else items.push(`...${this.#chosen(element, (option, of) => `[${this.parts(option, of)}]`)}`);
    }
    endPlain();
    return items.join(', ');
  }

  #marked(element: Extract<MessageFormatElement, { type: TYPE.tag }>, counted?: string): string {
    if (marksIn(element.children)) throw new MessageFault('A mark holds no other mark.');
    this.#marks.add(element.value);
    return `{ mark: '${element.value}', text: ${this.text(element.children, counted)} }`;
  }

  #expression(element: MessageFormatElement, counted: string | undefined): string {
    switch (element.type) {
      case TYPE.argument:
        return this.#parameter(element.value, 'string');
      case TYPE.number:
        if (element.style) throw new MessageFault('A number has no style.');
        return `numberText(${this.#parameter(element.value, 'number')})`;
      case TYPE.pound:
        if (counted === undefined) throw new MessageFault('# stands outside a plural.');
        return `numberText(${counted})`;
      default:
        return this.#chosen(element, (option, of) => this.text(option, of ?? counted));
    }
  }

  #chosen(
    element: MessageFormatElement,
    write: (option: readonly MessageFormatElement[], counted?: string) => string,
  ): string {
    if (element.type === TYPE.plural) {
      if (element.pluralType !== 'cardinal' || element.offset !== 0)
        throw new MessageFault('Only plain plurals are known: no ordinals, no offset.');
      checkForms(Object.keys(element.options), this.#language);
      const count = this.#parameter(element.value, 'number');
      const forms = Object.entries(element.options).map(
        ([form, { value }]) => `${quoted(form)}: ${write(value, count)}`,
      );
      return `plural('${this.#language}', ${count}, { ${forms.join(', ')} })`;
    }
    if (element.type === TYPE.select) {
      const options = Object.entries(element.options);
      if ('other' in element.options)
        throw new MessageFault('A choice names each of its cases: "other" would hide a new one.');
      const type = options.map(([name]) => `'${name}'`).toSorted();
      const chosen = this.#parameter(element.value, type.join(' | '));
      const cases = options.map(([name, { value }]) => `${quoted(name)}: ${write(value)}`);
      return `({ ${cases.join(', ')} })[${chosen}]`;
    }
    throw new MessageFault('Dates and times come in as text: words/dates.ts makes them.');
  }

  /** A number that is also counted is one number. */
  #parameter(name: string, type: string): string {
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) throw new MessageFault(`{${name}} is no name.`);
    const before = this.#parameters.get(name) ?? type;
    if (before !== type) throw new MessageFault(`{${name}} is used as ${before} and as ${type}.`);
    this.#parameters.set(name, type);
    return `p.${name}`;
  }
}

function checkForms(forms: readonly string[], language: Language): void {
  const known: string[] = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const unknown = forms.filter((form) => !known.includes(form) && !/^=\d+$/.test(form));
  if (unknown.length > 0)
    throw new MessageFault(`${language} has no plural form called ${unknown.join(', ')}.`);
  if (!forms.includes('other')) throw new MessageFault('A plural has a form called "other".');
}

function marksIn(elements: readonly MessageFormatElement[]): boolean {
  return elements.some((element) => {
    if (element.type === TYPE.tag) return true;
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return false;
    return Object.values(element.options).some(({ value }) => marksIn(value));
  });
}

function quoted(name: string): string {
  return /^[a-z]\w*$/i.test(name) ? name : `'${name}'`;
}
