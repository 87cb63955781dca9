/**
 * Who else has the book open, whose record they are looking at, and since when they have had all of
 * the book. What others send is taken only when it has the right form.
 */
import { createSubscriber } from 'svelte/reactivity';
import { parseDeviceId, type DeviceId } from '@wardbook/shared/base/ids';
import { bounds } from '@wardbook/shared/base/bounds';
import { parseRecordId } from '@wardbook/shared/base/ids';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { count } from '@wardbook/shared/base/fields';
import type { Awareness } from 'y-protocols/awareness';

const holdsAt = count(bounds.atMax);

export interface Present {
  readonly client: number;
  readonly device: DeviceId;
  /** Whose record is open there, if any. */
  readonly person: PersonId | undefined;
  /** When that device last had everything, by its own clock, ms since 1970. */
  readonly holds: number | undefined;
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #subscribe: () => void;
  #others: readonly Present[] | undefined;
  readonly #device: DeviceId;
  #person: PersonId | undefined;
  #isHere: boolean;

  /** `before`: of the same window, while it had another document. */
  constructor(awareness: Awareness, device: DeviceId, before?: Presence) {
    this.#awareness = awareness;
    this.#device = device;
    this.#person = before ? before.#person : undefined;
    this.#isHere = before ? before.#isHere : true;
    this.#tell();
    // Always, not only while somebody follows: it is read in between too.
    awareness.on('change', () => (this.#others = undefined));
    this.#subscribe = createSubscriber((update) => {
      awareness.on('change', update);
      return () => awareness.off('change', update);
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

  /** Whether the others see this window: a book that is open and out of sight has nobody in it. */
  get isHere(): boolean {
    return this.#isHere;
  }

  beHere(isHere: boolean): void {
    if (this.#isHere === isHere) return;
    this.#isHere = isHere;
    this.#tell();
  }

  /** Tells the others whose record is open here. */
  lookAt(person: PersonId | undefined): void {
    this.#person = person;
    this.#awareness.setLocalStateField('person', person);
  }

  /** Tells the others that this device has everything. */
  sayHolds(at: number): void {
    this.#awareness.setLocalStateField('holds', at);
  }

  #tell(): void {
    const here = { device: this.#device, person: this.#person };
    this.#awareness.setLocalState(this.#isHere ? here : null);
  }
}

function presentOf(client: number, state: Record<string, unknown>): Present | undefined {
  const device = typeof state['device'] === 'string' ? parseDeviceId(state['device']) : undefined;
  const person = parseRecordId<PersonId>(state['person']);
  return device && { client, device, person, holds: holdsAt.parse(state['holds']) };
}
