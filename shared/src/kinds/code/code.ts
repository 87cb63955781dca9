/** The answers that a team writes down by a letter. They are never deleted, since old answers carry them; they are retired. */
import {
  as,
  count,
  lenient,
  name,
  oneOf,
  optional,
  record,
  yesOrNo,
  type ValueOf,
} from '../../base/fields.ts';
import { compareText } from '../../base/compare-text.ts';
import { newId, type RecordId } from '../../base/ids.ts';
import { isPlainName } from '../../base/plain-name.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult, type Refused } from '../../ledger/command.ts';
import {
  happened,
  over,
  recordId,
  type Derived,
  type Kind,
  type Reading,
} from '../../ledger/kind.ts';
import { say, StatedIndex } from '../../ledger/stated.ts';

export type CodeId = RecordId<'CodeId'>;

export const codeLetterMax = 3;
export const codeLabelMax = 60;
/** Far above anything real. */
const orderMax = 10_000;

export const codeColours = [
  'slate',
  'red',
  'orange',
  'amber',
  'yellow',
  'green',
  'teal',
  'sky',
  'blue',
  'purple',
  'pink',
  'brown',
] as const;
export type CodeColour = (typeof codeColours)[number];

export interface Code {
  readonly id: CodeId;
  readonly letter: string;
  readonly label: string;
  readonly colour: CodeColour;
  readonly order: number;
  /** No longer offered; answers that carry it keep it. */
  readonly retired: boolean;
}

type Said = Omit<Code, 'id'>;

const codeRecord = record({
  ...happened,
  type: as('t', oneOf(['code'])),
  code: as('c', recordId<CodeId>()),
  letter: optional(name(codeLetterMax)),
  label: optional(name(codeLabelMax)),
  // A colour of a newer version is only a colour: the letter carries the meaning.
  colour: lenient(optional(oneOf(codeColours))),
  order: optional(count(orderMax)),
  retired: optional(yesOrNo),
  over,
});
export type CodeEvent = ValueOf<typeof codeRecord>;

export const codeKind: Kind<CodeEvent> = {
  type: 'code',
  record: codeRecord,
  subject: ({ code: id }) => id,
  replaces: ({ over: versions }) => versions,
};

export const codeIndex: Derived<CodeEvent, StatedIndex<CodeEvent, Said>> = {
  kinds: [codeKind],
  begin: () =>
    new StatedIndex(({ code: id }) => id, ['letter', 'label', 'colour', 'order', 'retired']),
};

/** In the team's order, retired ones among them. */
export function codes(book: Reading): Code[] {
  return book
    .of(codeIndex)
    .subjects()
    .flatMap((id) => code(book, id as CodeId) ?? [])
    .sort(
      (a, b) => a.order - b.order || compareText(a.letter, b.letter) || compareText(a.id, b.id),
    );
}

export function code(book: Reading, id: CodeId): Code | undefined {
  const {
    letter,
    label,
    colour = 'slate',
    order = orderMax,
    retired = false,
  } = book.of(codeIndex).of(id).said;
  if (letter === undefined || letter === '' || label === undefined) return undefined;
  return { id, letter, label, colour, order, retired };
}

/** Changes a code, or adds one when it carries no id. */
export function setCode(
  book: Book,
  author: Author,
  change: Omit<Code, 'id' | 'retired'> & { readonly id?: CodeId; readonly retired?: boolean },
): { readonly type: 'done'; readonly id: CodeId } | Refused {
  const id = change.id ?? newId<CodeId>(author.random);
  const current = code(book, id);
  if (change.id !== undefined && current === undefined) return refused('unknown-code');
  const letter = change.letter.trim();
  const label = change.label.trim();
  const { colour, order } = change;
  const retired = change.retired ?? current?.retired;
  if (letter === '' || label === '' || !isPlainName(letter) || !isPlainName(label))
    return refused('not-allowed');
  const result = sayOfCode(book, author, id, { letter, label, colour, order, retired });
  return result.type === 'done' ? { type: 'done', id } : result;
}

/** Stops offering a code. Answers that carry it keep it. */
export function retireCode(book: Book, author: Author, id: CodeId): CommandResult {
  if (code(book, id) === undefined) return refused('unknown-code');
  return sayOfCode(book, author, id, { retired: true });
}

function sayOfCode(
  book: Book,
  author: Author,
  id: CodeId,
  next: { [K in keyof Said]?: Said[K] | undefined },
): CommandResult {
  const said = Object.fromEntries(
    Object.entries(next).filter(([, value]) => value !== undefined),
  ) as Partial<Said>;
  const subject = { key: id, properties: { code: id } };
  return say(book, author, { kind: codeKind, index: codeIndex }, subject, said);
}
