/** Leaves nothing of a client in the provider's states, which would keep its clock for ever. */
import { removeAwarenessStates, type Awareness } from 'y-protocols/awareness';

export function forgetIn(awareness: Awareness): (client: number) => void {
  return (client) => {
    removeAwarenessStates(awareness, [client], 'made place');
    awareness.meta.delete(client);
  };
}
