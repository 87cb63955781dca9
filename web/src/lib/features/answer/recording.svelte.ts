/**
 * One answer being given: recorded at the first tap, filled in afterwards.
 *
 * The first tap is written at once, so that nothing more is needed for it to be safe. What follows
 * (questions, a note) is kept here until the person is left, the page goes out of sight or nothing
 * has been touched for a while, and then takes the place of the first answer in one transaction
 * (correct-answer.ts). So a phone that dies at any moment has the answer, a phone that is put away
 * has all of it, and the timeline has one correction rather than one for every tap.
 */
import type { CommandResult } from '@wardbook/shared/ledger/command';
import { refusalText } from '#lib/words/refusals.ts';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import {
  answerKind,
  recordAnswer,
  type NewAnswer,
  type Outcome,
  type AnswerEvent,
  type Questions,
} from '@wardbook/shared/kinds/answer/answer';
import { setField, type FlagField } from '@wardbook/shared/kinds/detail/detail';
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import { outcomeText, personName } from '#lib/words/words.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { flagFor, questionsFor } from './answer-choices.ts';
import { correctAnswer } from './correct-answer.ts';
import * as said from '#lib/words/said/answer.ts';

/** What was recorded, for the page to say and to take back. */
export interface Recorded {
  readonly ids: EventId[];
  /** 'Ann Green: Labour' */
  readonly words: string;
}

interface Draft {
  readonly questions: Questions;
  readonly note: string;
}

const blank: Draft = { questions: {}, note: '' };

export class Recording {
  readonly workspace: Workspace;
  readonly person: PersonId;
  #given = $state.raw<AnswerEvent>();
  #draft = $state.raw<Draft>(blank);
  /** The draft as it stands in the book. */
  #saved = $state.raw<Draft>(blank);
  #flagEvent = $state.raw<{ readonly flag: FlagField; readonly id: EventId }>();
  #refusal = $state<string>();

  constructor(workspace: Workspace, person: PersonId) {
    this.workspace = workspace;
    this.person = person;
  }

  /** The answer as the book has it now; undefined until one is given. */
  get given(): AnswerEvent | undefined {
    return this.#given;
  }

  get questions(): Questions {
    return this.#draft.questions;
  }

  get note(): string {
    return this.#draft.note;
  }

  /** Whether something was filled in that the book does not have yet. */
  get isWaiting(): boolean {
    return this.#given !== undefined && this.#draft !== this.#saved;
  }

  /** Why the last act was refused, as a sentence. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The mark that was set here, if any. */
  get markSet(): FlagField | undefined {
    return this.#flagEvent?.flag;
  }

  /** The first tap, or a change of mind. Recorded at once. */
  give(outcome: Outcome, code?: CodeId): void {
    const isOther = this.#flagEvent && this.#flagEvent.flag !== flagFor[outcome];
    if (!isOther || this.unmark()) this.#record(outcome, code);
  }

  ask(change: Questions): void {
    this.#draft = { ...this.#draft, questions: { ...this.#draft.questions, ...change } };
  }

  write(note: string): void {
    this.#draft = { ...this.#draft, note };
  }

  /** Brings what was filled in into the book. */
  save(): void {
    if (this.#given && this.isWaiting) this.#record(this.#given.outcome, this.#given.code);
  }

  mark(flag: FlagField): void {
    const { book, author } = this.workspace;
    const heads = this.workspace.person(this.person).fields.get(flag)?.heads ?? [];
    const over = heads.map(({ id }) => id);
    const result = setField(book, author, { person: this.person, field: flag, value: true, over });
    const [id] = this.#idsOf(result);
    if (id) this.#flagEvent = { flag, id };
  }

  /** Takes the mark off. False, with `refusal`, where the book does not allow that. */
  unmark(): boolean {
    if (this.#flagEvent && !this.#undo([this.#flagEvent.id])) return false;
    this.#flagEvent = undefined;
    return true;
  }

  /**
   * Takes all of it back, or nothing where the book does not allow that. What was filled in stays here,
   * for the answer that is meant.
   */
  takeBack(): void {
    const ids = this.#ids;
    if (ids.length > 0 && !this.#undo(ids)) return;
    this.#given = undefined;
    this.#flagEvent = undefined;
    this.#saved = blank;
  }

  /** Ends it: saves what is waiting and says what there is to undo. */
  finish(): Recorded | undefined {
    this.save();
    return this.#given && { ids: this.#ids, words: this.#words };
  }

  get #ids(): EventId[] {
    return [this.#given?.id, this.#flagEvent?.id].filter((id) => id !== undefined);
  }

  get #words(): string {
    const elector = this.workspace.register.elector(this.person);
    const name = elector ? personName(elector) : '';
    return said.answerOf({ name, answer: this.answerWords });
  }

  /** 'Labour', 'Not in'. */
  get answerWords(): string {
    const { code } = this;
    return code ? code.label : this.#given ? outcomeText(this.#given.outcome) : '';
  }

  get code(): Code | undefined {
    const id = this.#given?.code;
    return id && this.workspace.codes.find((code) => code.id === id);
  }

  #record(outcome: Outcome, code: CodeId | undefined): void {
    const { book, author } = this.workspace;
    const draft = this.#draft;
    const answer: NewAnswer = {
      person: this.person,
      outcome,
      code,
      questions: questionsFor(outcome, draft.questions),
      note: draft.note,
    };
    const [id] = this.#idsOf(
      this.#given
        ? correctAnswer(book, author, this.#given, answer)
        : recordAnswer(book, author, answer),
    );
    const event = id && book.eventOf(answerKind, id);
    if (!event) return;
    this.#given = event;
    this.#saved = draft;
  }

  #undo(ids: EventId[]): boolean {
    const result = this.workspace.book.undo(this.workspace.author, ids);
    this.#idsOf(result);
    return result.type === 'done';
  }

  #idsOf(result: CommandResult): EventId[] {
    this.#refusal = result.type === 'refused' ? refusalText(result.reason) : undefined;
    return result.type === 'done' ? result.ids : [];
  }
}
