/**
 * One street being walked: its doors as rows, what is narrowed, and recording at a door.
 *
 * Invariant: rows keep their place while somebody is here. Which doors are shown is decided when the
 * street or a filter is chosen, never by an answer that arrives, from here or from a colleague.
 */
import type { CommandResult } from '@wardbook/shared/ledger/command';
import { refusalText } from '#lib/words/refusals.ts';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { recordAnswer, recordNotIn } from '@wardbook/shared/kinds/answer/answer';
import type { Code } from '@wardbook/shared/kinds/code/code';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { Household, Street } from '@wardbook/shared/kinds/register/walk';
import { nowEach } from '#lib/platform/now.ts';
import type { UndoOffers } from '#lib/ui/undo.svelte.ts';
import type { Teammate } from '#lib/open/people.ts';
import { doorRows } from '#lib/open/rows.ts';
import { personName } from '#lib/words/words.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { withRuns } from './blocks.ts';
import { barOf } from '@wardbook/shared/find/contact';
import { doorState, summarise, type DoorState, type Side } from './door-state.ts';
import type { Stop } from './door-stops.ts';
import * as said from '#lib/words/said/doors.ts';

export class StreetWalk {
  readonly workspace: Workspace;
  readonly #offers: UndoOffers;
  readonly #key: string;
  #side = $state<Side | ''>('');
  /** Keys of the doors that are shown; undefined for all of them. */
  #chosen = $state.raw<ReadonlySet<string>>();
  readonly #street = $derived.by(() =>
    this.workspace.register.streets.find(({ key }) => key === this.#key),
  );
  readonly #rows = $derived.by(() => this.#rowsOf(this.#street));
  readonly #stops = $derived.by(() => this.#stopsOf());
  readonly #codes = $derived.by(() => new Map(this.workspace.codes.map((code) => [code.id, code])));
  readonly #watchers = $derived.by(() => this.#watchersNow());

  constructor(workspace: Workspace, offers: UndoOffers, streetKey: string) {
    this.workspace = workspace;
    this.#offers = offers;
    this.#key = streetKey;
  }

  /** Undefined when an import has taken it away. */
  get street(): Street | undefined {
    return this.#street;
  }

  get rows() {
    return this.#rows;
  }

  get stops(): readonly Stop[] {
    return this.#stops;
  }

  get mayRecord(): boolean {
    return this.workspace.mayWrite;
  }

  /** "Today" and "within the hour" move on. */
  get now(): number {
    return nowEach('minute');
  }

  get summary() {
    return this.#street && summarise(this.#street, this.workspace.history, this.now);
  }

  get side(): Side | '' {
    return this.#side;
  }

  set side(side: Side | '') {
    this.#side = side;
  }

  get onlyToAsk(): boolean {
    return this.#chosen !== undefined;
  }

  set onlyToAsk(only: boolean) {
    const doors = this.#street?.households ?? [];
    this.#chosen = only
      ? new Set(doors.filter((door) => this.state(door).toAsk > 0).map(({ key }) => key))
      : undefined;
  }

  state(household: Household): DoorState {
    return doorState(household, this.workspace, this.now);
  }

  code(id: Code['id'] | undefined): Code | undefined {
    return id && this.#codes.get(id);
  }

  /** Colleagues who have this person open now. */
  watchers(person: PersonId): readonly Teammate[] {
    return this.#watchers.get(person) ?? [];
  }

  /** Nobody was in: one tap for all who live here, but for those who were met just now. */
  notIn(household: Household): void {
    const { book, author } = this.workspace;
    const { absent } = this.state(household);
    const place = `${household.label}${/\d$/.test(household.label) ? ` ${household.street}` : ''}`;
    this.#offer(recordNotIn(book, author, absent), said.notInOf({ place, count: absent.length }));
  }

  /** A code by its key. False when this person needs to be opened first. */
  record(person: PersonId, code: Code): boolean {
    const { book, author, register } = this.workspace;
    const elector = register.elector(person);
    if (!elector || barOf(elector, this.workspace.person(person)) !== undefined) return false;
    const answer = { person, outcome: 'spoke', code: code.id } as const;
    this.#offer(
      recordAnswer(book, author, answer),
      said.answerOf({ name: personName(elector), answer: code.label }),
    );
    return true;
  }

  /** Offers to take back what the recorder has recorded. */
  offerUndo(ids: EventId[], words: string): void {
    const { book, author } = this.workspace;
    this.#offers.offer(words, () => void book.undo(author, ids));
  }

  #offer(result: CommandResult, words: string): void {
    if (result.type === 'done') this.offerUndo(result.ids, words);
    else this.#offers.offer(refusalText(result.reason));
  }

  #rowsOf(street: Street | undefined) {
    if (!street) return [];
    const households = street.households
      .filter(({ key, side }) => {
        if (this.#side !== '' && side !== this.#side) return false;
        return this.#chosen?.has(key) ?? true;
      })
      .map((household) => ({ household, electors: household.electors }));
    const rows = doorRows([{ street, households, people: 0 }]);
    return withRuns(rows.filter((row) => row.type !== 'street'));
  }

  #stopsOf(): Stop[] {
    return this.#rows.flatMap((row, index) => {
      if (row.type !== 'household') return [];
      const people = row.electors.filter(({ anonymous }) => !anonymous);
      const stops: Stop[] = people.map(({ id }) => ({
        key: id,
        row: index,
        column: 'person',
        person: id,
      }));
      const hasButton = this.mayRecord && this.state(row.household).absent.length > 0;
      return hasButton ? [...stops, { key: row.key, row: index, column: 'door' }] : stops;
    });
  }

  #watchersNow(): ReadonlyMap<PersonId, readonly Teammate[]> {
    const devices = new Map<PersonId, Teammate['device'][]>();
    for (const { device, person } of this.workspace.presence.others)
      if (person !== undefined) devices.set(person, [...(devices.get(person) ?? []), device]);
    return new Map([...devices].map(([person, all]) => [person, this.workspace.others(all)]));
  }
}
