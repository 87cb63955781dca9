/**
 * Versions of one thing that several people may change while apart: each names the versions it
 * replaces, and the heads are those that nobody has replaced. One head is the value; several are
 * shown side by side until somebody picks.
 */

interface Version {
  readonly id: string;
  readonly at: number;
  readonly over: readonly string[];
}

/**
 * Newest first; empty only when there are no versions. Versions that replace each other in a ring
 * (nobody's app writes such) would leave no head: then the newest is it.
 */
export function heads<V extends Version>(versions: readonly V[]): V[] {
  const replaced = new Set<string>();
  for (const version of versions)
    for (const id of version.over) if (id !== version.id) replaced.add(id);
  const sorted = [...versions].sort(newestFirst);
  const left = sorted.filter((version) => !replaced.has(version.id));
  return left.length > 0 ? left : sorted.slice(0, 1);
}

/** By time, then by id, then by what it says, so that every device agrees. */
export function newestFirst(
  a: { readonly id: string; readonly at: number },
  b: { readonly id: string; readonly at: number },
): number {
  if (a.at !== b.at) return b.at - a.at;
  if (a.id !== b.id) return a.id < b.id ? 1 : -1;
  return JSON.stringify(a) < JSON.stringify(b) ? 1 : -1;
}
