/**
 * Lint rules for what people read: it is a message (`#lib/words/said/...`), whole, and asked for when
 * it is drawn. Each rule says only what it sees in one file; it knows nothing of types.
 */
import type { Rule, SourceCode } from 'eslint';

/** A node of JavaScript, TypeScript or Svelte, as the parsers give it. */
interface Node {
  readonly type: string;
  readonly parent?: Node;
  readonly [part: string]: unknown;
}

/** Attributes, props and properties that are shown or read out. */
const shown = new Set(
  [
    ['label', 'title', 'placeholder', 'alt', 'hint', 'words', 'word', 'term', 'text', 'heading'],
    ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext'],
    ['safe', 'next', 'short', 'brief', 'error', 'meaning', 'caption', 'question', 'said'],
  ].flat(),
);

const hasLetters = /\p{L}/u;
const words = String.raw`[\p{L}\p{N}\p{Pi}\p{Pf}'"(),.:;!?…–—]+`;
/** Three words and more, or two of which the first has a capital: no class, code or address. */
const sentence = new RegExp(
  String.raw`^\s*(\p{Pi}?\p{Lu}${words}?(\s${words})+|${words}(\s${words}){2,})\s*$`,
  'u',
);

const literal = rule(
  'Say it by a message of web/messages: {{text}}',
  (context, { isTest }): Rule.RuleListener => {
    if (isTest) return {};
    const report = (node: Node, text: string) =>
      context.report({ node, messageId: 'said', data: { text: text.trim() } });
    const reportShown = (node: Node) => {
      for (const [piece, text] of shownPieces(node)) if (hasLetters.test(text)) report(piece, text);
    };
    return listener({
      SvelteText(node) {
        const text = String(node['value']);
        if (node.parent?.type !== 'SvelteStyleElement' && hasLetters.test(text)) report(node, text);
      },
      SvelteMustacheTag(node) {
        const attribute = attributeOf(node);
        if (attribute === undefined || shown.has(attribute))
          reportShown(child(node, 'expression')!);
      },
      SvelteLiteral(node) {
        const attribute = attributeOf(node);
        const text = String(node['value']);
        if (attribute === undefined || attribute === 'class') return;
        if (shown.has(attribute) ? hasLetters.test(text) : isSentence(text)) report(node, text);
      },
      Property(node) {
        const key = child(node, 'key');
        const value = child(node, 'value');
        if (value && shown.has(String(key?.['name'] ?? key?.['value']))) reportShown(value);
      },
      Literal(node) {
        if (isSentence(textOf(node)) && isSaid(node)) report(node, textOf(node)!);
      },
      TemplateLiteral(node) {
        if (isSentence(textOf(node)) && isSaid(node)) report(node, textOf(node)!);
      },
    });
  },
);

const glued = rule(
  'One sentence is one message: put its pieces into the message',
  (context): Rule.RuleListener => {
    const isMessage = messageFinder(context.sourceCode);
    const report = (node: Node) => context.report({ node, messageId: 'said' });
    return listener({
      BinaryExpression(node) {
        const sides = [child(node, 'left'), child(node, 'right')];
        if (node['operator'] === '+' && sides.some((side) => side && saysMessage(side, isMessage)))
          report(node);
      },
      TemplateLiteral(node) {
        const pieces = children(node, 'expressions');
        if (pieces.some((piece) => saysMessage(piece, isMessage))) report(node);
      },
      SvelteMustacheTag(node) {
        if (!saysMessage(child(node, 'expression')!, isMessage)) return;
        const parent = node.parent!;
        const pieces = children(parent, parent.type === 'SvelteAttribute' ? 'value' : 'children');
        const others = pieces.filter((piece) => piece.type !== 'SvelteText' || !isBlank(piece));
        const place = others.indexOf(node);
        const beside = [others[place - 1], others[place + 1]];
        if (beside.some((piece) => piece !== undefined && /Text|Literal|Mustache/.test(piece.type)))
          report(node);
      },
    });
  },
);

const whenDrawn = rule(
  'Ask for a message when it is drawn: a module is read before its language is known',
  (context): Rule.RuleListener => {
    const isMessage = messageFinder(context.sourceCode);
    return listener({
      CallExpression(node) {
        if (isMessage(node) && isOfModule(node)) context.report({ node, messageId: 'said' });
      },
    });
  },
);

const language = rule(
  'Dates, numbers and lists are written by #lib/words, which knows the language',
  (context, { isTest }): Rule.RuleListener =>
    listener({
      Literal(node) {
        if (!isTest && node['value'] === 'en-GB') context.report({ node, messageId: 'said' });
      },
    }),
);

export const wordRules = { rules: { literal, glued, 'when-drawn': whenDrawn, language } };

function rule(
  message: string,
  create: (context: Rule.RuleContext, file: { isTest: boolean }) => Rule.RuleListener,
): Rule.RuleModule {
  return {
    meta: { type: 'problem', messages: { said: message }, schema: [] },
    create: (context) => create(context, { isTest: context.filename.endsWith('.test.ts') }),
  };
}

/** ESLint's types know the nodes of JavaScript alone. */
function listener(visits: Record<string, (node: Node) => void>): Rule.RuleListener {
  return visits as unknown as Rule.RuleListener;
}

/** What an expression may come to as a text, as far as it is written there. */
function shownPieces(node: Node): [Node, string][] {
  switch (node.type) {
    case 'ConditionalExpression':
      return [child(node, 'consequent')!, child(node, 'alternate')!].flatMap(shownPieces);
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node['operator'] === '+' || node.type === 'LogicalExpression'
        ? [child(node, 'left')!, child(node, 'right')!].flatMap(shownPieces)
        : [];
    default: {
      const text = textOf(node);
      return text === undefined ? [] : [[node, text]];
    }
  }
}

/** The text of a literal; of a template, with a figure where a value stands. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = children(node, 'quasis').map(({ value }) => (value as { cooked: string }).cooked);
  return quasis.join('0');
}

/** 'wardbook hello 1' is what is signed or locked: people read the name with its capital. */
function isSentence(text: string | undefined): boolean {
  if (text === undefined || text.startsWith('wardbook ')) return false;
  return hasLetters.test(text) && sentence.test(text);
}

/** Not a type, a module's name, a key, something compared, nor what an error says to engineers. */
function isSaid(node: Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (/^(TS|Import|Export)/.test(parent.type) || parent.type === 'NewExpression') return false;
  if (parent.type === 'CallExpression')
    return !/^(assert|unreachable|querySelector|matches|matchMedia)/.test(calleeName(parent));
  if (parent.type === 'BinaryExpression') return parent['operator'] === '+';
  if (parent.type === 'Property') return parent['key'] !== node && !isShownProperty(parent);
  return !isInClass(node);
}

/** Reported already, by its name. */
function isShownProperty(property: Node): boolean {
  const key = child(property, 'key');
  return shown.has(String(key?.['name'] ?? key?.['value']));
}

function isInClass(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent)
    if (at.type === 'SvelteAttribute') {
      const name = attributeOf(node) ?? '';
      return name === 'class' || shown.has(name);
    } else if (at.type === 'SvelteMustacheTag' && attributeOf(at) === undefined) return true;
  return false;
}

function calleeName(call: Node): string {
  const callee = child(call, 'callee');
  return nameOf(callee && (child(callee, 'property') ?? callee));
}

function nameOf(node: Node | undefined): string {
  return (node?.['name'] as string | undefined) ?? '';
}

/** Tells the calls of what was imported from the messages. */
function messageFinder(source: SourceCode): (node: Node) => boolean {
  const imports = source.text.matchAll(/import \* as (\w+) from '(?:#lib\/words|\.)\/said\//g);
  const imported = new Set(Array.from(imports, ([, name]) => name!));
  return (node) => {
    const callee = node.type === 'CallExpression' ? child(node, 'callee') : undefined;
    const object = callee?.type === 'MemberExpression' ? child(callee, 'object') : undefined;
    return object?.type === 'Identifier' && imported.has(String(object['name']));
  };
}

/** The call itself, and each branch that may be one. */
function saysMessage(node: Node, isMessage: (node: Node) => boolean): boolean {
  if (node.type === 'ConditionalExpression')
    return [child(node, 'consequent')!, child(node, 'alternate')!].some((branch) =>
      saysMessage(branch, isMessage),
    );
  if (node.type === 'LogicalExpression')
    return [child(node, 'left')!, child(node, 'right')!].some((side) =>
      saysMessage(side, isMessage),
    );
  return isMessage(node);
}

function isOfModule(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (/Function|^(Method|Property)Definition$/.test(at.type)) return false;
    if (/^Svelte(Element|MustacheTag|.*Block)$/.test(at.type)) return false;
    if (at.type === 'SvelteScriptElement') return isModuleScript(at);
  }
  return true;
}

function isModuleScript(script: Node): boolean {
  const start = child(script, 'startTag');
  return children(start, 'attributes').some(
    (attribute) => child(attribute, 'key')?.['name'] === 'module',
  );
}

/** The name of the attribute or prop in which a piece of Svelte stands. */
function attributeOf(node: Node): string | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.type === 'SvelteAttribute') return String(child(at, 'key')?.['name']);
    if (at.type === 'SvelteStyleDirective') return 'style';
    if (at.type === 'SvelteElement' || at.type === 'SvelteScriptElement') return undefined;
  }
  return undefined;
}

function isBlank(text: Node): boolean {
  return String(text['value']).trim() === '';
}

function child(node: Node, part: string): Node | undefined {
  return node[part] as Node | undefined;
}

function children(node: Node | undefined, part: string): readonly Node[] {
  return (node?.[part] ?? []) as readonly Node[];
}
