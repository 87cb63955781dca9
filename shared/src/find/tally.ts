/** How many people each choice of a filter would leave, one person after the other, in and out again. */
import type { CodeId } from '../kinds/code/code.ts';
import type { FlagField } from '../kinds/detail/detail.ts';
import type { Elector } from '../kinds/register/elector.ts';
import { mayVote } from '../rules/vote.ts';
import type { FilterCounts, PeopleFilter } from './people-filter.ts';

/** What filters ask of a person. */
export interface Asked {
  readonly elector: Elector;
  /** Key of their street. */
  readonly road: string;
  readonly code: CodeId | 'none';
  /** May be asked, and was not yet. */
  readonly isToAsk: boolean;
  readonly flags: readonly FlagField[];
}

type Kind = 'district' | 'road' | 'code' | 'notAsked' | 'flag' | 'mayVote';

/** Of each kind those are counted who fail at most that kind. */
export class Tally {
  readonly filter: PeopleFilter;
  readonly #districts = new Map<string, number>();
  readonly #roads = new Map<string, number>();
  readonly #codes = new Map<CodeId | 'none', number>();
  readonly #flags = new Map<FlagField, number>();
  #notAsked = 0;
  #mayVote = 0;
  #people = 0;

  constructor(filter: PeopleFilter) {
    this.filter = filter;
  }

  /** As they are now: they do not go on changing. */
  counts(): FilterCounts {
    return {
      districts: new Map(this.#districts),
      roads: new Map(this.#roads),
      codes: new Map(this.#codes),
      flags: new Map(this.#flags),
      notAsked: this.#notAsked,
      mayVote: this.#mayVote,
    };
  }

  /** How many are chosen. */
  get people(): number {
    return this.#people;
  }

  takes(asked: Asked): boolean {
    return this.#failed(asked)?.length === 0;
  }

  /** `by`: 1 counts somebody, -1 takes them out again. */
  count(asked: Asked, by: 1 | -1): void {
    const failed = this.#failed(asked);
    if (failed === undefined || failed.length > 1) return;
    const [only] = failed;
    const counts = (kind: Kind) => only === undefined || only === kind;
    const { elector, road, code, isToAsk, flags } = asked;
    if (only === undefined) this.#people += by;
    if (counts('district')) add(this.#districts, elector.district, by);
    if (counts('road')) add(this.#roads, road, by);
    if (counts('code')) add(this.#codes, code, by);
    if (isToAsk && counts('notAsked')) this.#notAsked += by;
    if (counts('flag')) for (const flag of flags) add(this.#flags, flag, by);
    if (counts('mayVote') && this.#isEntitled(elector)) this.#mayVote += by;
  }

  /** What keeps them out of the list; undefined where nobody searched for them. */
  #failed({ elector, road, code, isToAsk, flags }: Asked): readonly Kind[] | undefined {
    const wanted = this.filter;
    if (wanted.matches && !wanted.matches.has(elector.id)) return undefined;
    const failed: Kind[] = [];
    if (!allows(wanted.districts, [elector.district])) failed.push('district');
    if (!allows(wanted.roads, [road])) failed.push('road');
    if (!allows(wanted.codes, [code])) failed.push('code');
    if (wanted.notAsked && !isToAsk) failed.push('notAsked');
    if (!allows(wanted.flags, flags)) failed.push('flag');
    if (wanted.mayVote && !this.#isEntitled(elector)) failed.push('mayVote');
    return failed;
  }

  #isEntitled(elector: Elector): boolean {
    const { election } = this.filter;
    if (election === undefined) return false;
    const { poll, day, table } = election;
    return mayVote(elector, poll, day, table).type === 'yes';
  }
}

/** An empty set asks nothing. */
function allows<Value>(wanted: ReadonlySet<Value>, values: readonly Value[]): boolean {
  return wanted.size === 0 || values.some((value) => wanted.has(value));
}

/** A count of nobody is none: what is counted is what can be chosen. */
export function add<Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
