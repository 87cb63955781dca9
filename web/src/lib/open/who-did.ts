/** Who did something, as messages ask for it: "by {who, select, you {you} colleague {{name}}}". */
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Workspace } from './workspace.svelte.ts';

export interface WhoDid {
  readonly who: 'you' | 'colleague';
  readonly name: string;
}

export function whoDid(workspace: Workspace, device: DeviceId): WhoDid {
  const who = workspace.isOwn(device) ? 'you' : 'colleague';
  return { who, name: workspace.teammate(device).name };
}
