/**
 * Versions of one thing that several people may change while apart: each names the versions it
 * replaces, and the heads are those that nobody has replaced. One head is the value; several are
 * shown side by side until somebody picks.
 */
import type { EventId } from './schema.ts';

interface Version {
  readonly id: EventId;
  readonly at: number;
  readonly over: readonly EventId[];
}

/**
 * Newest first; empty only when there are no versions. Versions that replace each other in a ring
 * (nobody's app writes such) would leave no head: then the newest is it.
 */
export function heads<V extends Version>(versions: readonly V[]): V[] {
  const replaced = new Set<EventId>();
  for (const version of versions)
    for (const id of version.over) if (id !== version.id) replaced.add(id);
  const sorted = [...versions].sort(newestFirst);
  const left = sorted.filter((version) => !replaced.has(version.id));
  return left.length > 0 ? left : sorted.slice(0, 1);
}

/** By time, then by id, so that every device agrees. */
export function newestFirst(
  a: { readonly id: EventId; readonly at: number },
  b: { readonly id: EventId; readonly at: number },
): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
