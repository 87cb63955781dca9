/**
 * One person's record as it stands and what may be done to it. Every act answers at once and is
 * offered back; a refusal comes back as a sentence to show beside what was entered.
 */
import type { CommandResult } from '@wardbook/shared/ledger/command';
import { refusalText } from '#lib/words/refusals.ts';
import type { Elector, PersonId } from '@wardbook/shared/kinds/register/elector';
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import { addNote, editNote } from '@wardbook/shared/kinds/note/note';
import { setField, type FieldName, type FieldValue } from '@wardbook/shared/kinds/detail/detail';
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { UndoOffers } from '#lib/ui/undo.svelte.ts';
import type { Teammate } from '#lib/open/people.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import * as said from '#lib/words/said/person.ts';

export class PersonRecord {
  readonly id: PersonId;
  readonly workspace: Workspace;
  readonly #offers: UndoOffers;
  readonly #known = $derived.by(() => this.workspace.person(this.id));
  readonly #elector = $derived.by(() => this.workspace.register.elector(this.id));
  readonly #codes = $derived.by(() => new Map(this.workspace.codes.map((code) => [code.id, code])));

  constructor(workspace: Workspace, id: PersonId, offers: UndoOffers) {
    this.workspace = workspace;
    this.id = id;
    this.#offers = offers;
  }

  get elector(): Elector | undefined {
    return this.#elector;
  }

  get known(): PersonHistory {
    return this.#known;
  }

  get mayWrite(): boolean {
    return this.workspace.mayWrite;
  }

  /** Their answers may not be used any more, nor may they be asked again. */
  get objects(): boolean {
    return this.#known.fields.get('flag:objects')?.value === true;
  }

  /** Others who have this record open now. */
  get watchers(): readonly Teammate[] {
    const here = this.workspace.presence.others.filter(({ person }) => person === this.id);
    return this.workspace.others(here.map(({ device }) => device));
  }

  code(id: CodeId | undefined): Code | undefined {
    return id && this.#codes.get(id);
  }

  /** The events that a change to this field replaces, as they are now. */
  headsOf(field: FieldName): EventId[] {
    return (this.#known.fields.get(field)?.heads ?? []).map(({ id }) => id);
  }

  setField(
    field: FieldName,
    value: FieldValue,
    over: readonly EventId[],
    done: string,
  ): string | undefined {
    const { book, author } = this.workspace;
    return this.#offer(setField(book, author, { person: this.id, field, value, over }), done);
  }

  /** Without an id nothing was written, and the error says why. */
  addNote(text: string): {
    readonly id?: EventId | undefined;
    readonly error?: string | undefined;
  } {
    const { book, author } = this.workspace;
    const result = addNote(book, author, { person: this.id, text });
    const error = this.#offer(result, said.noteAdded());
    return { id: result.type === 'done' ? result.ids[0] : undefined, error };
  }

  editNote(text: string, over: readonly EventId[]): string | undefined {
    const { book, author } = this.workspace;
    const done = text.trim() === '' ? said.noteTakenOut() : said.noteChanged();
    return this.#offer(editNote(book, author, { person: this.id, text, over }), done);
  }

  undoAll(ids: readonly EventId[]): void {
    const { book, author } = this.workspace;
    book.undo(author, ids);
  }

  undo(id: EventId, done: string): void {
    const { book, author } = this.workspace;
    this.#offer(book.undo(author, [id]), done);
  }

  /** What it returns, if anything, is the sentence that says why nothing was written. */
  #offer(result: CommandResult, done: string): string | undefined {
    if (result.type === 'refused') return refusalText(result.reason);
    this.#offers.offer(done, () => this.undoAll(result.ids));
    return undefined;
  }
}
