/**
 * Which events stand: an event is undone when an undo that itself stands names it.
 *
 * Total on anything: undos that undo each other in a ring (only a hostile member can write such)
 * decide nothing, so what they name stands. The result does not depend on the order of arrival.
 */
import type { EventId } from './schema.ts';

/** The undo events that name an event. */
export type UndosOf = (id: EventId) => ReadonlySet<EventId> | undefined;

/** The standing undo that undoes this event, or undefined while the event stands. */
export function undoneBy(id: EventId, undosOf: UndosOf): EventId | undefined {
  const undos = undosOf(id);
  if (undos === undefined) return undefined;
  const standing = standingAmong(undosAbove(id, undosOf), undosOf);
  return [...undos].filter((undo) => standing.has(undo)).sort()[0];
}

/** Every undo that has a say: those of the event, those of these, and so on. */
function undosAbove(id: EventId, undosOf: UndosOf): Set<EventId> {
  const above = new Set<EventId>(undosOf(id));
  // A set visits what is added while it is walked.
  for (const undo of above) for (const further of undosOf(undo) ?? []) above.add(further);
  return above;
}

/** Settles from the top: an undo with nothing above it stands, what it names falls, and so on. */
function standingAmong(undos: ReadonlySet<EventId>, undosOf: UndosOf): Set<EventId> {
  const below = new Map<EventId, EventId[]>();
  const open = new Map<EventId, number>();
  for (const undo of undos) {
    const above = undosOf(undo) ?? new Set<EventId>();
    open.set(undo, above.size);
    for (const upper of above) below.set(upper, [...(below.get(upper) ?? []), undo]);
  }
  const standing = new Set<EventId>();
  const settled = new Set<EventId>();
  const queue = [...undos].filter((undo) => open.get(undo) === 0);
  for (const undo of queue) {
    standing.add(undo);
    settled.add(undo);
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const lower of below.get(next) ?? []) {
      if (settled.has(lower)) continue;
      const left = (open.get(lower) ?? 0) - 1;
      open.set(lower, left);
      if (!standing.has(next) && left > 0) continue;
      settled.add(lower);
      if (!standing.has(next)) standing.add(lower);
      queue.push(lower);
    }
  }
  return standing;
}
