/** What of an update an author may publish, cut into updates that each pass the gate. */
import * as encoding from 'lib0/encoding';
import type { Contents } from '../update/contents.ts';
import { bookBounds, updateBounds } from './bounds.ts';
import type { Ground } from './ground.ts';
import { contentsOfRuns, fitting, type PlacedRun, type Terms } from './judge.ts';
import type { Policy } from './policy.ts';
import { judged, type Refusal } from './refusal.ts';
import { scan } from './scan.ts';

export interface Piece {
  readonly update: Uint8Array;
  readonly contents: Contents;
  /** The earliest time that an event in it names, ms since 1970. */
  readonly earliestAt: number;
}

/** So that neither a relay's frame nor a phone has much at once. A longer run goes by itself. */
const pieceBytes = 2 * 1024 * 1024;

/**
 * Leaves out what stands under client ids that are not the author's: whoever wrote that publishes it.
 * In the order in which each run finds what it stands beside, so that each piece stands on those before.
 */
export function inPieces(
  update: Uint8Array,
  terms: Terms,
  ground: Ground,
): readonly Piece[] | Refusal {
  return judged(() => {
    const all = scan(update, bookBounds, terms.ownerOf);
    const own = all.filter(({ client }) => terms.ownerOf(client) !== undefined);
    const runs = fitting(own, terms, ground);
    const pieces: PlacedRun[][] = [];
    let bytes = Infinity;
    for (const run of runs) {
      const length = run.to - run.from;
      if (bytes + length > pieceBytes || pieces.at(-1)!.length === updateBounds.runsMax) {
        pieces.push([]);
        bytes = 0;
      }
      pieces.at(-1)!.push(run);
      bytes += length;
    }
    return pieces.map((piece) => pieceOf(update, piece, terms.policy));
  });
}

function pieceOf(update: Uint8Array, runs: readonly PlacedRun[], policy: Policy): Piece {
  const isEvent = (run: PlacedRun) => policy.events.includes(run.in);
  const sections = Map.groupBy(runs, ({ client }) => client);
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, sections.size);
  for (const [client, own] of sections) {
    encoding.writeVarUint(encoder, own.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, own[0]!.clock);
    for (const { from, to } of own) encoding.writeUint8Array(encoder, update.subarray(from, to));
  }
  // Nothing is deleted.
  encoding.writeVarUint(encoder, 0);
  const earliestAt = Math.min(...runs.map((run) => (isEvent(run) ? run.earliestAt : Infinity)));
  return { update: encoding.toUint8Array(encoder), contents: contentsOfRuns(runs), earliestAt };
}
