/**
 * Whether an update may be given to Yjs. It is asked with what the log held at the update's place, and
 * with nothing that only this device knows, so all devices decide alike.
 */
import { mapAt } from '@wardbook/shared/base/map-at';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { Contents } from '../update/contents.ts';
import type { Bounds } from './bounds.ts';
import { GrowingGround, type Ground } from './ground.ts';
import type { Id } from '../update/id.ts';
import type { Policy } from './policy.ts';
import { judged, refuse, type Refusal } from './refusal.ts';
import { scan, type Run } from './scan.ts';

export interface Terms {
  readonly policy: Policy;
  /** Whose the client ids are that may be written under here; undefined for any other. */
  readonly ownerOf: (client: number) => DeviceId | undefined;
  /** Whether each event says that it is its client's, or was brought by it. */
  readonly areSigned: boolean;
  /** No event may say that it happened later, ms since 1970. */
  readonly latestAt: number;
  readonly bounds: Bounds;
}

export interface Passed {
  readonly type: 'passed';
  /** In the order in which each finds what it stands beside. */
  readonly runs: readonly PlacedRun[];
  readonly contents: Contents;
}

export interface PlacedRun extends Run {
  readonly in: string;
}

export type Judgement = Passed | Refusal;

export function judge(update: Uint8Array, terms: Terms, ground: Ground): Judgement {
  return judged(() => {
    if (update.length > terms.bounds.bytesMax) refuse('too-large');
    const runs = fitting(scan(update, terms.bounds, terms.ownerOf), terms, ground);
    return { type: 'passed', runs, contents: contentsOfRuns(runs) };
  });
}

/** The runs in the order in which each finds what it stands beside. Refuses any that may not come in. */
export function fitting(
  runs: readonly Run[],
  { policy, ownerOf, areSigned, latestAt }: Terms,
  ground: Ground,
): PlacedRun[] {
  for (const { client } of runs) if (ownerOf(client) === undefined) refuse('not-own-client');
  const placed = inTurn(runs, ground);
  for (const run of placed)
    if (policy.events.includes(run.in)) {
      if (areSigned && !run.isSigned) refuse('other-author');
      // Also where one of them names no time.
      if (!(run.latestAt <= latestAt)) refuse('time');
    } else if (!policy.rows.includes(run.in)) refuse('unknown-part');
  return placed;
}

export function contentsOfRuns(runs: readonly Run[]): Contents {
  const contents = new Contents();
  for (const { client, clock, length } of runs)
    contents.inserted.add(client, clock, clock + length);
  return contents;
}

/**
 * The runs in an order in which each finds what it stands beside, as Yjs takes them in, with the part
 * that each is in. Refuses what Yjs would keep waiting.
 */
function inTurn(runs: readonly Run[], beneath: Ground): PlacedRun[] {
  const sections = new Map<number, Section>();
  for (const run of runs) {
    mapAt(sections, run.client, (): Section => ({ runs: [], next: 0 })).runs.push(run);
  }
  const ground = new GrowingGround(beneath);
  const placed: PlacedRun[] = [];
  /** Who waits for more of a client. */
  const waiting = new Map<number, number[]>();
  const ready = [...sections.keys()];
  for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
    const section = sections.get(client)!;
    const before = section.next;
    for (; section.next < section.runs.length; section.next++) {
      const run = section.runs[section.next]!;
      const missed = missedBy(run, ground);
      if (missed) {
        if (!comesIn(sections.get(missed.client), missed)) refuse('unknown-origin', missed);
        mapAt(waiting, missed.client, () => []).push(client);
        break;
      }
      const part = partOf(run, ground);
      ground.place(run, run.length, part);
      placed.push({ ...run, in: part });
    }
    // Whoever waits in a ring, or for itself, would be looked at for ever.
    if (section.next === before) continue;
    ready.push(...(waiting.get(client) ?? []));
    waiting.delete(client);
  }
  // The rest wait for one another.
  return placed.length === runs.length ? placed : refuse('unknown-origin');
}

interface Section {
  readonly runs: Run[];
  next: number;
}

function missedBy(run: Run, ground: Ground): Id | undefined {
  const { client, clock } = run;
  if (clock > ground.held(client)) refuse('gap', { client, clock: clock - 1 });
  return run.origin && run.origin.clock >= ground.held(run.origin.client) ? run.origin : undefined;
}

function comesIn(section: Section | undefined, { clock }: Id): boolean {
  const last = section?.runs[section.runs.length - 1];
  return last !== undefined && clock < last.clock + last.length;
}

function partOf(run: Run, ground: Ground): string {
  const { origin } = run;
  const part = (origin ? ground.partOf(origin) : run.part) ?? refuse('unknown-part');
  const held = ground.held(run.client);
  const isHeldInPart = run.clock < held && held < run.clock + run.length;
  // The rest goes behind what is held of it, wherever the run says that it stands.
  if (isHeldInPart && ground.partOf({ client: run.client, clock: held - 1 }) !== part)
    refuse('unknown-part');
  return part;
}
