// Which devices other than this one have the book open now.
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Workspace } from '#lib/open/workspace.svelte.ts';

export function othersHere({ presence, author }: Workspace): ReadonlySet<DeviceId> {
  const here = new Set(presence.others.map(({ device }) => device));
  here.delete(author.device);
  return here;
}
