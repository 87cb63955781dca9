/** Sums up what the simulations say of their seeds in Vitest's reports. */
import { missing, timesIn, type Demands, type Times } from '../../web/test/simulation/enough.ts';

/** One seed of one simulation. */
export interface Lived {
  /** 'SIM1' */
  readonly simulation: string;
  readonly seed: number;
  /** What it failed with; undefined where it passed. */
  readonly failure: string | undefined;
  /** What it went through, where something is asked of it. */
  readonly went: { readonly demands: Demands; readonly times: Times } | undefined;
}

export interface Tally {
  readonly lines: readonly string[];
  readonly failures: readonly string[];
}

/** Undefined where the report is none, or some file broke before its tests could run. */
export function readLived(report: unknown): readonly Lived[] | undefined {
  const files = (report as Partial<VitestReport> | null | undefined)?.testResults;
  if (!files?.length || files.some(({ assertionResults }) => assertionResults.length === 0))
    return undefined;
  return files.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ ancestorTitles, title, status, failureMessages, meta }) => {
      const simulation = /\[(SIM\d+)\]/.exec(ancestorTitles.join(' '))?.[1];
      const seed = /^seed (\d+)$/.exec(title)?.[1];
      // SIM2 has one seed, whichever the others are.
      if (!simulation || !seed || simulation === 'SIM2') return [];
      const failure = status === 'passed' ? undefined : (failureMessages[0] ?? status);
      return { simulation, seed: Number(seed), failure, went: meta.lived };
    }),
  );
}

/** `seeds`: how many each simulation was to live through. */
export function tallyOf(all: readonly Lived[], seeds: number): Tally {
  const lines: string[] = [];
  const failures = all.flatMap(({ simulation, seed, failure }) =>
    failure === undefined ? [] : `${simulation} seed ${seed}: ${failure}`,
  );
  if (all.length === 0) failures.push('no seed was lived through');
  for (const [simulation, each] of Map.groupBy(all, (one) => one.simulation)) {
    const passed = each.filter(({ failure }) => failure === undefined).length;
    if (each.length < seeds) failures.push(`${simulation}: only ${each.length} of ${seeds} seeds`);
    const went = each.flatMap((one) => one.went ?? []);
    const times = went.map((one) => one.times);
    const demands = went[0]?.demands;
    const counts = Object.keys(demands?.timesIn400 ?? {}).map(
      (what) => `${what} ${timesIn(times, what)}`,
    );
    lines.push(`${simulation}: ${passed} of ${seeds} seeds passed${counts.map(listed).join('')}`);
    if (demands)
      failures.push(...missing(demands, times).map((lacking) => `${simulation}: ${lacking}`));
  }
  return { lines, failures };
}

function listed(count: string, at: number): string {
  return (at === 0 ? '; ' : ', ') + count;
}

/** As far as it is read here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
      readonly meta: { readonly lived?: Lived['went'] };
    }[];
  }[];
}
