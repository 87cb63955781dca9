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
import * as said from '#lib/words/said/person.ts';

export type CodeOf = (id: CodeId) => Code | undefined;

/** The answers to the questions, one short line each, in the order in which they are asked. */
export function questionWords(asked: Questions | undefined, codeOf: CodeOf): string[] {
  if (asked === undefined) return [];
  const { lastTime, consider, likely, how, issue, poster, help, join, privacyGiven } = asked;
  const lines = [
    lastTime && lastTimeWords(codeOf(lastTime)),
    consider && said.wouldConsider({ answer: consider }),
    likely && said.howLikely({ score: likely }),
    how && said.votesHow({ how }),
    issue && said.mainIssue({ issue }),
    poster && said.willShowPoster(),
    help && said.offersHelp(),
    join && said.wantsToJoin(),
    privacyGiven && said.wasTold(),
  ];
  return lines.filter((line) => typeof line === 'string' && line !== '') as string[];
}

function lastTimeWords(code: Code | undefined): string {
  return code
    ? said.lastTime({ letter: code.letter, meaning: code.label })
    : said.lastTimeUnknown();
}

function isFlag(field: FieldName): field is FlagField {
  return field.startsWith('flag:');
}

export function fieldWords({ field, value }: FieldEvent): string {
  if (isFlag(field)) return flagSetWords(field, value);
  const name = textFieldText(field);
  return value === null
    ? said.fieldTakenOut({ field: name })
    : said.fieldIs({ field: name, value: String(value) });
}

export function flagSetWords(flag: FlagField, value: FieldValue): string {
  return said.flagSet({ flag: flagText(flag), value: value === true ? 'on' : 'off' });
}

export function noteWords({ text, over }: NoteEvent): string {
  if (text === '') return said.noteTakenOut();
  return over.length === 0 ? said.note() : said.noteChanged();
}
