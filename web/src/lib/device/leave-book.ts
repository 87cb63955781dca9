/**
 * When a keeper has removed this device or turned it away: what there is to say, and taking the
 * book off the device. Both on the strength of the keeper's signed statement, never of what a relay
 * says alone.
 */
import { mayAppend } from '@wardbook/shared/access/access';
import type { Former } from '@wardbook/shared/access/state';
import { roleWhenRemoved } from '@wardbook/shared/sealing/read-bundle';
import { removeBookFromDevice } from './remove-book.ts';
import type { Workspace } from '../open/workspace.svelte.ts';

export interface Farewell {
  readonly how: Former['how'];
  /** Undefined where this device was never given the name. */
  readonly by: string | undefined;
  /** When, by the keeper's clock, ms since 1970. */
  readonly at: number;
  readonly ward: string | undefined;
  /** Changes that this device had not shared, and that a keeper may take in. */
  readonly unshared: number;
}

/** To be asked for before the book is taken off. Undefined while there is no such statement. */
export function farewellOf(workspace: Workspace): Farewell | undefined {
  const { former } = workspace.membership;
  // New keys have its place: the book stays, and opens with them.
  if (!former || former.how === 'replaced') return undefined;
  const { how, at } = former;
  const keeper = workspace.teammate(former.by);
  return {
    how,
    by: keeper.isNamed ? keeper.name : undefined,
    at,
    ward: workspace.settings?.ward,
    unshared: how === 'removed' && mightWrite(workspace) ? workspace.files.unshared : 0,
  };
}

/** Only such work can be handed over: a reader's changes nothing. */
function mightWrite({ membership }: Workspace): boolean {
  const role = roleWhenRemoved(membership.access!, membership.device.id);
  return role !== undefined && mayAppend(role, 'update');
}

/** Closes the book and takes it off this device. False when the browser did not do all of it. */
export async function takeLeave(workspace: Workspace): Promise<boolean> {
  const { former } = workspace.membership;
  if (!former || former.how === 'replaced') return false;
  try {
    await workspace.close();
    await removeBookFromDevice(workspace.id);
    return true;
  } catch (error) {
    reportError(error);
    return false;
  }
}
