/**
 * Something being written down or changed. Nothing typed is lost: it goes into the book when the
 * form is left in any way, and when the page goes out of sight; only "Discard" lets go of it.
 *
 * Invariant: a change names the versions that its author saw when they began, so that what somebody
 * else changes meanwhile stands beside it rather than under it.
 */
import { refusalText } from '#lib/words/refusals.ts';
import type { MemoryItem } from '@wardbook/shared/kinds/memory/memory-index';
import { saveMemory, type MemoryId, type MemoryEvent } from '@wardbook/shared/kinds/memory/memory';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { titleOf } from './memory-list.ts';

export type MemoryFields = Pick<MemoryEvent, 'kind' | 'title' | 'text'> & { readonly road: string };

export interface Written {
  readonly item: MemoryId;
  readonly ids: readonly EventId[];
  readonly title: string;
  readonly isNew: boolean;
}

const blank: MemoryFields = { kind: 'issue', title: '', text: '', road: '' };

export class MemoryDraft {
  readonly isNew: boolean;
  readonly #workspace: Workspace;
  readonly #state: MemoryEvent['state'];
  readonly #ids: EventId[] = [];
  #item: MemoryId | undefined;
  #over: readonly EventId[];
  #saved: MemoryFields;
  #fields = $state.raw<MemoryFields>(blank);
  #refusal = $state<string>();

  constructor(workspace: Workspace, item?: MemoryItem) {
    this.#workspace = workspace;
    this.isNew = item === undefined;
    this.#item = item?.item;
    this.#over = item?.heads.map(({ id }) => id) ?? [];
    this.#state = item?.current.state ?? 'open';
    if (item) {
      const { kind, title, text, road = '' } = item.current;
      this.#fields = { kind, title, text, road };
    }
    this.#saved = this.#fields;
  }

  get fields(): MemoryFields {
    return this.#fields;
  }

  set(change: Partial<MemoryFields>): void {
    this.#fields = { ...this.#fields, ...change };
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** Whether there is a word to save. */
  get isBlank(): boolean {
    return titleOf(this.#fields.title, this.#fields.text) === '';
  }

  /** Brings what is new here into the book. */
  save(): void {
    const fields = this.#fields;
    if (fields === this.#saved || this.isBlank) return;
    const { book, author } = this.#workspace;
    const result = saveMemory(book, author, {
      ...fields,
      title: titleOf(fields.title, fields.text),
      state: this.#state,
      item: this.#item,
      over: this.#over,
    });
    this.#refusal = result.type === 'refused' ? refusalText(result.reason) : undefined;
    if (result.type === 'refused') return;
    this.#saved = fields;
    this.#item = result.item;
    this.#over = result.ids;
    this.#ids.push(...result.ids);
  }

  /** Saves what is new and says what was written; undefined when nothing was. */
  finish(): Written | undefined {
    this.save();
    const { title, text } = this.#saved;
    return this.#item === undefined || this.#ids.length === 0
      ? undefined
      : { item: this.#item, ids: this.#ids, title: titleOf(title, text), isNew: this.isNew };
  }

  /** Lets go of what was typed here, also of what had been saved meanwhile. */
  discard(): void {
    this.#fields = this.#saved;
    const ids = this.#ids.splice(0);
    if (ids.length > 0) this.#workspace.book.undo(this.#workspace.author, ids);
  }
}
