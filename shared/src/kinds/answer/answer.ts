/** What somebody said at the door, or that nobody was there. */
import { bounds } from '../../base/bounds.ts';
import {
  as,
  lenient,
  oneOf,
  optional,
  record,
  refine,
  text,
  yesOrNo,
  type ValueOf,
} from '../../base/fields.ts';
import { newId, type RecordId } from '../../base/ids.ts';
import type { Book } from '../../ledger/book.ts';
import type { Author, CommandResult } from '../../ledger/command.ts';
import type { PersonId } from '../register/elector.ts';
import type { Fresh } from '../../ledger/book.ts';
import { happened, recordId, type Kind } from '../../ledger/kind.ts';
import { refuseAbout } from '../register/register.ts';

export type BatchId = RecordId<'BatchId'>;
type CodeId = RecordId<'CodeId'>;

export const outcomes = [
  'spoke',
  'not-in',
  'refused',
  'moved',
  'deceased',
  'no-access',
  'someone-else',
  'do-not-knock',
] as const;
export type Outcome = (typeof outcomes)[number];

/** One that cannot be read (a newer version may know more answers) is left out alone. */
const questions = refine(
  record({
    lastTime: lenient(optional(recordId<CodeId>())),
    consider: lenient(optional(oneOf(['yes', 'maybe', 'no']))),
    likely: lenient(optional(oneOf([1, 2, 3, 4, 5]))),
    how: lenient(optional(oneOf(['post', 'person']))),
    issue: lenient(optional(text(bounds.titleMax))),
    poster: lenient(optional(yesOrNo)),
    help: lenient(optional(yesOrNo)),
    join: lenient(optional(yesOrNo)),
    privacyGiven: lenient(optional(yesOrNo)),
  }),
  (given) => (Object.keys(given).length === 0 ? undefined : given),
);
export type Questions = ValueOf<typeof questions>;

const answerRecord = refine(
  record({
    ...happened,
    type: as('t', oneOf(['answer'])),
    person: as('p', recordId<PersonId>()),
    outcome: as('o', oneOf(outcomes)),
    code: as('c', optional(recordId<CodeId>())),
    questions: as('q', lenient(optional(questions))),
    note: as('n', optional(text(bounds.textMax))),
    /** Shared by the answers of one household that were recorded in one tap. */
    batch: as('b', lenient(optional(recordId<BatchId>()))),
  }),
  (said) => (said.code !== undefined && said.outcome !== 'spoke' ? undefined : said),
);
export type AnswerEvent = ValueOf<typeof answerRecord>;

/** The codes that an answer carries. */
export function codesIn({ code, questions: given }: AnswerEvent): CodeId[] {
  return [code, given?.lastTime].filter((id) => id !== undefined);
}

export const answerKind: Kind<AnswerEvent> = {
  type: 'answer',
  record: answerRecord,
  subject: ({ person }) => person,
  refuse: (book, { person }) => refuseAbout(book, person),
};

/** An answer as a canvasser gives it. A code belongs to the outcome 'spoke' only. */
export type NewAnswer = Omit<Fresh<AnswerEvent>, 'type' | 'batch'>;

export function recordAnswer(book: Book, author: Author, answer: NewAnswer): CommandResult {
  const note = answer.note?.trim();
  const fresh: Fresh<AnswerEvent> = {
    type: 'answer',
    person: answer.person,
    outcome: answer.outcome,
    code: answer.code,
    questions: asked(answer.questions),
    note: note === '' ? undefined : note?.toWellFormed(),
  };
  return book.append(author, [fresh]);
}

/** Those that were answered; undefined when none was. */
function asked(given: Questions | undefined): Questions | undefined {
  const issue = given?.issue?.trim().toWellFormed();
  const all = { ...given, issue: issue === '' ? undefined : issue };
  const answered = Object.entries(all).filter(([, answer]) => answer !== undefined);
  return answered.length === 0 ? undefined : Object.fromEntries(answered);
}

/** Nobody was in: one answer for each person of the household, joined by a batch. */
export function recordNotIn(
  book: Book,
  author: Author,
  people: readonly PersonId[],
): CommandResult {
  const batch = newId<BatchId>(author.random);
  const fresh = [...new Set(people)].map((person): Fresh<AnswerEvent> => ({
    type: 'answer',
    person,
    outcome: 'not-in',
    batch,
  }));
  return book.append(author, fresh);
}
