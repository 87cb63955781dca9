/**
 * Who else has the book open, and whose record they are looking at. What others send is taken only
 * when it has the right form; it is shown and never stored.
 */
import { createSubscriber } from 'svelte/reactivity';
import { parseDeviceId, type DeviceId } from '@wardbook/shared/base/ids';
import { parseId, type PersonId } from '@wardbook/shared/book/schema';
import type { Awareness } from 'y-protocols/awareness';

export interface Present {
  readonly client: number;
  readonly device: DeviceId;
  /** Whose record is open there, if any. */
  readonly person: PersonId | undefined;
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #subscribe: () => void;
  #others: readonly Present[] | undefined;

  constructor(awareness: Awareness, device: DeviceId) {
    this.#awareness = awareness;
    awareness.setLocalState({ device });
    this.#subscribe = createSubscriber((update) => {
      const changed = () => {
        this.#others = undefined;
        update();
      };
      awareness.on('change', changed);
      return () => awareness.off('change', changed);
    });
  }

  /** Everybody else who has the book open now, each window once. */
  get others(): readonly Present[] {
    this.#subscribe();
    this.#others ??= [...this.#awareness.getStates()].flatMap(([client, state]) =>
      client === this.#awareness.clientID ? [] : (presentOf(client, state) ?? []),
    );
    return this.#others;
  }

  /** Tells the others whose record is open here. */
  lookAt(person: PersonId | undefined): void {
    this.#awareness.setLocalStateField('person', person);
  }
}

function presentOf(client: number, state: Record<string, unknown>): Present | undefined {
  const device = typeof state['device'] === 'string' ? parseDeviceId(state['device']) : undefined;
  return device && { client, device, person: parseId<PersonId>(state['person']) };
}
