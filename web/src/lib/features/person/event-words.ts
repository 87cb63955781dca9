/** What happened, in words for the timeline. Pure. */
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import type {
  FieldName,
  FieldValue,
  FlagField,
  FieldEvent,
} from '@wardbook/shared/kinds/detail/detail';
import type { NoteEvent } from '@wardbook/shared/kinds/note/note';
import type { Questions } from '@wardbook/shared/kinds/answer/answer';
import { flagText, textFieldText } from '#lib/words/words.ts';

export type CodeOf = (id: CodeId) => Code | undefined;

/** The answers to the questions, one short line each, in the order in which they are asked. */
export function questionWords(asked: Questions | undefined, codeOf: CodeOf): string[] {
  if (asked === undefined) return [];
  const { lastTime, consider, likely, how, issue, poster, help, join, privacyGiven } = asked;
  const lines = [
    lastTime && `Last time: ${codeWords(codeOf(lastTime))}`,
    consider && considerWords[consider],
    likely && `How likely to vote: ${likely} of 5`,
    how && (how === 'post' ? 'Votes by post' : 'Votes in person'),
    issue && `Main issue: ${issue}`,
    poster && 'Will show a poster',
    help && 'Offers to help',
    join && 'Wants to join',
    privacyGiven && 'Was told how their data is used',
  ];
  return lines.filter((line) => typeof line === 'string' && line !== '') as string[];
}

const considerWords = {
  yes: 'Would consider us',
  maybe: 'Might consider us',
  no: 'Would not consider us',
} as const;

/** 'L Labour'; a code that is not in the book has no more than that to say. */
function codeWords(code: Code | undefined): string {
  return code ? `${code.letter} ${code.label}` : 'a code that is not in this book';
}

function isFlag(field: FieldName): field is FlagField {
  return field.startsWith('flag:');
}

export function fieldWords({ field, value }: FieldEvent): string {
  if (isFlag(field)) return `${flagText(field)}: ${flagValueWords(value)}`;
  return value === null ? `${textFieldText(field)} taken out` : `${textFieldText(field)}: ${value}`;
}

/** 'on' or 'off'. */
export function flagValueWords(value: FieldValue): string {
  return value === true ? 'on' : 'off';
}

export function noteWords({ text, over }: NoteEvent): string {
  if (text === '') return 'Note taken out';
  return over.length === 0 ? 'Note' : 'Note changed';
}
