/**
 * The list of people as it stands: what is wanted, who is chosen by it, and the rows to draw.
 * Doesn't know about addresses of pages; the page hands in what it finds there.
 */
import { flagFields } from '@wardbook/shared/kinds/detail/detail';
import type { Code, CodeId } from '@wardbook/shared/kinds/code/code';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import type { Street } from '@wardbook/shared/kinds/register/walk';
import type { Choice } from '#lib/ui/choice.ts';
import type { Teammate } from '#lib/open/people.ts';
import { peopleRows } from '#lib/open/rows.ts';
import { flagText } from '#lib/words/words.ts';
import type { Workspace } from '#lib/open/workspace.svelte.ts';
import { everything, wantedPeople, type Wanted } from './wanted.ts';
import { alphabet, numberText } from '#lib/words/numbers.ts';
import * as said from '#lib/words/said/people.ts';

export class PeopleList {
  readonly workspace: Workspace;
  #wanted = $state.raw<Wanted>(everything);
  // Each by itself: what is not another costs nothing again.
  readonly #matches = $derived.by(() => this.workspace.register.find(this.#wanted.text));
  readonly #filter = $derived.by(() => wantedPeople(this.#wanted, this.#matches));
  readonly #chosen = $derived.by(() => this.workspace.register.choose(this.#filter));
  readonly #streets = $derived(this.#chosen.streets);
  readonly #rows = $derived(peopleRows(this.#streets));
  readonly #codes = $derived.by(() => new Map(this.workspace.codes.map((code) => [code.id, code])));
  readonly #watchers = $derived.by(() => watchersOf(this.workspace));

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  want(change: Partial<Wanted>): void {
    this.#wanted = { ...this.#wanted, ...change };
  }

  get rows() {
    return this.#rows;
  }

  /** How many people are in the list. */
  get people(): number {
    return this.#chosen.people;
  }

  /** Everybody who is on the register. */
  get everybody(): number {
    return this.workspace.register.electors.size;
  }

  code(id: CodeId | undefined): Code | undefined {
    return id && this.#codes.get(id);
  }

  /** Others who have this person's record open now. */
  watchers(person: PersonId): readonly Teammate[] {
    return this.#watchers.get(person) ?? [];
  }

  get districtChoices(): Choice[] {
    const { districts } = this.#chosen.counts;
    const names = new Map(this.workspace.districts.map(({ letters, name }) => [letters, name]));
    return [...offered(districts, this.#wanted.district)]
      .sort(alphabet().compare)
      .map((letters) => ({
        value: letters,
        label: counted(`${letters} ${names.get(letters) ?? ''}`.trim(), districts.get(letters)),
      }));
  }

  get roadChoices(): Choice[] {
    const { roads } = this.#chosen.counts;
    const { streets } = this.workspace.register;
    const inTwo = namesInTwoDistricts(streets);
    const isOffered = offered(roads, this.#wanted.road);
    return streets
      .filter(({ key }) => isOffered.has(key))
      .map(({ key, name, district }) => {
        const words = inTwo.has(name) ? `${name}, ${district}` : name || said.noRoad();
        return { value: key, label: counted(words, roads.get(key)) };
      })
      .sort((a, b) => alphabet().compare(a.label, b.label));
  }

  get codeChoices(): Choice[] {
    const { codes } = this.#chosen.counts;
    const isOffered = offered<string>(codes, this.#wanted.code);
    const letters = this.workspace.codes.map(({ id, letter, label }) => ({
      value: id,
      label: counted(`${letter} ${label}`, codes.get(id)),
    }));
    const none = { value: 'none', label: counted(said.noCode(), codes.get('none')) };
    return [...letters, none].filter(({ value }) => isOffered.has(value));
  }

  get markChoices(): Choice[] {
    const { flags } = this.#chosen.counts;
    const isOffered = offered<string>(flags, this.#wanted.mark);
    return flagFields
      .filter((flag) => isOffered.has(flag))
      .map((flag) => ({ value: flag, label: counted(flagText(flag), flags.get(flag)) }));
  }

  get notAskedCount(): number {
    return this.#chosen.counts.notAsked;
  }
}

/** What would leave somebody, and what is chosen now even when it leaves nobody. */
function offered<Value>(counts: ReadonlyMap<Value, number>, chosen: Value): ReadonlySet<Value> {
  const values = new Set(counts.keys());
  return chosen === '' ? values : values.add(chosen);
}

function namesInTwoDistricts(streets: readonly Street[]): ReadonlySet<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of streets) (once.has(name) ? twice : once).add(name);
  return twice;
}

function counted(words: string, people = 0): string {
  return `${words} (${numberText(people)})`;
}

function watchersOf(workspace: Workspace): ReadonlyMap<PersonId, readonly Teammate[]> {
  const devices = new Map<PersonId, Set<Teammate['device']>>();
  for (const { device, person } of workspace.presence.others) {
    if (person === undefined) continue;
    devices.set(person, (devices.get(person) ?? new Set()).add(device));
  }
  return new Map([...devices].map(([person, all]) => [person, workspace.others(all)]));
}
