/** What the people of a simulated team do with their book, chosen by a seed. */
import { applyImport } from '@wardbook/shared/kinds/register/apply-import';
import type { CommandResult } from '@wardbook/shared/ledger/command';
import { History } from '@wardbook/shared/find/history';
import { planImport } from '@wardbook/shared/kinds/register/register-import';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { electors } from '@wardbook/shared/kinds/register/register';
import { addNote } from '@wardbook/shared/kinds/note/note';
import { recordAnswer, recordNotIn } from '@wardbook/shared/kinds/answer/answer';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { setField } from '@wardbook/shared/kinds/detail/detail';
import { registerIndex } from '@wardbook/shared/kinds/register/register-index';
import { newId } from '@wardbook/shared/base/ids';
import { toBase64Url } from '@wardbook/shared/base/bytes';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import { systemClock } from '@wardbook/shared/base/ports';
import { pick } from './chance.ts';
import type { Device } from './device.ts';
import { registerEntry, secretWords } from './street.ts';
import type { Happened } from './happened.ts';

export class Work {
  readonly #chance: () => number;
  readonly #happened: Happened;
  #people: PersonId[] = [];

  constructor(chance: () => number, happened: Happened) {
    this.#chance = chance;
    this.#happened = happened;
  }

  /** One act of one person, chosen by the seed; none of somebody who knows that they may not. */
  edit(device: Device): void {
    const { author, book } = device;
    if (!device.replica.membership.mayAppend('update', systemClock)) return;
    const person = pick(this.#chance, this.#people);
    const [, lane, said] = secretWords;
    const act = this.#chance();
    const lamp = { kind: 'issue', title: `Lamp in ${lane}`, text: '', state: 'open' } as const;
    if (act < 0.45)
      this.#count(recordAnswer(book, author, { person, outcome: 'spoke', note: said! }));
    else if (act < 0.6) this.#count(recordNotIn(book, author, [person]));
    else if (act < 0.75) this.#count(addNote(book, author, { person, text: said! }));
    else if (act < 0.85) this.#count(this.#setPhone(device, person));
    else if (act < 0.95) this.#count(this.#undoSomething(device));
    else this.#count(saveMemory(book, author, lamp));
  }

  /** An answer that depends on the seed alone, not on what this device has seen. */
  answer({ book, author }: Device): void {
    const person = pick(this.#chance, this.#people);
    this.#count(recordAnswer(book, author, { person, outcome: 'spoke', note: secretWords[2]! }));
  }

  #count(result: CommandResult): void {
    if (result.type === 'done') this.#happened.count('edits');
  }

  importStreet(device: Device, street: number): void {
    const { book, author } = device;
    const entries = Array.from({ length: 12 }, (_, n) => registerEntry(street, n));
    // Its power went before anything of the book was on its disk.
    if (!bookSettings(book)) return;
    const register = book.of(registerIndex);
    const plan = planImport(entries, register, newId<EditionId>(author.random), author.random);
    const hash = toBase64Url(new Uint8Array(32).fill(street));
    const summary = { file: 'street.csv', hash, layout: 'simulated', problems: 0 };
    const applied = applyImport(book, author, plan, summary);
    if (applied.type === 'done') this.#happened.count('imports');
    this.#people = electors(book).electors.map(({ id }) => id);
  }

  #setPhone({ book, author }: Device, person: PersonId): CommandResult {
    const seen = new History(book).person(person).fields.get('phone')?.heads ?? [];
    const value = `0161 ${Math.floor(this.#chance() * 10_000)}`;
    return setField(book, author, {
      person,
      field: 'phone',
      value,
      over: seen.map(({ id }) => id),
    });
  }

  #undoSomething({ book, author }: Device): CommandResult {
    const events = book.events.toArray() as { id: EventId }[];
    return book.undo(author, events.length > 0 ? [pick(this.#chance, events).id] : []);
  }
}
