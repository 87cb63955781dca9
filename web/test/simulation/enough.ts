/** Whether enough happened in the seeds that a simulation lived through. */

/** What a simulation asks of its seeds altogether. */
export interface Demands<What extends string = string> {
  /** How often each comes at least in 400 seeds. */
  readonly timesIn400: Readonly<Record<What, number>>;
  /** In how many of ten seeds something of it comes at least. */
  readonly seedsOfTen: number;
}

/** Of each seed, how often each came. */
export type Times = Readonly<Record<string, number>>;

/** What is missing. The fewer the seeds, the less is asked: what is rare may be lacking in a handful. */
export function missing(
  { timesIn400, seedsOfTen }: Demands,
  seeds: readonly Times[],
): readonly string[] {
  const lacking = Object.entries(timesIn400).flatMap(([what, times]) => {
    const came = timesIn(seeds, what);
    const asked = Math.floor((times * seeds.length) / 400);
    return came < asked ? `${what}: ${came} times, ${asked} wanted` : [];
  });
  const some = seeds.filter((times) => Object.values(times).some((each) => each > 0)).length;
  const wanted = Math.floor((seedsOfTen * seeds.length) / 10);
  return some < wanted
    ? [...lacking, `something of it in ${some} seeds, in ${wanted} wanted`]
    : lacking;
}

export function timesIn(seeds: readonly Times[], what: string): number {
  return seeds.reduce((sum, times) => sum + (times[what] ?? 0), 0);
}
