/**
 * The messages that y-websocket's provider and its server exchange, read and written from the
 * server's side (y-protocols: sync and awareness).
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const sync = 0;
const awareness = 1;
const queryAwareness = 3;
const step1 = 0;
const step2 = 1;
const update = 2;

/** A document without content, as an update. */
const emptyUpdate = Uint8Array.of(0, 0);

export type ProviderMessage =
  /** Changes the document has: an answer to our question, or as they happen. */
  | { readonly type: 'changes'; readonly update: Uint8Array; readonly answer: boolean }
  | { readonly type: 'presence'; readonly states: Uint8Array }
  | { readonly type: 'other' };

export function readProviderMessage(message: Uint8Array): ProviderMessage {
  const decoder = decoding.createDecoder(message);
  const type = decoding.readVarUint(decoder);
  if (type === awareness) return { type: 'presence', states: decoding.readVarUint8Array(decoder) };
  if (type !== sync) return { type: 'other' };
  const step = decoding.readVarUint(decoder);
  if (step === step1) return { type: 'other' };
  return { type: 'changes', update: decoding.readVarUint8Array(decoder), answer: step === step2 };
}

/** Asks the provider for everything its document has beyond `vector`. */
export function askForChanges(vector: ReadonlyMap<number, number>): ArrayBuffer {
  return messageOf(sync, (encoder) => {
    encoding.writeVarUint(encoder, step1);
    const inner = encoding.createEncoder();
    encoding.writeVarUint(inner, vector.size);
    for (const [client, clock] of vector) {
      encoding.writeVarUint(inner, client);
      encoding.writeVarUint(inner, clock);
    }
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  });
}

export function giveChanges(changes: Uint8Array): ArrayBuffer {
  return messageOf(sync, (encoder) => {
    encoding.writeVarUint(encoder, update);
    encoding.writeVarUint8Array(encoder, changes);
  });
}

/** What gives changes to the provider that listens to this socket. */
export function giverTo(socket: {
  readonly onmessage: ((event: { data: ArrayBuffer }) => void) | null;
}): (changes: Uint8Array) => void {
  return (changes) => socket.onmessage?.({ data: giveChanges(changes) });
}

/** Tells the provider that it has been given everything there is. */
export function sayAllGiven(): ArrayBuffer {
  return messageOf(sync, (encoder) => {
    encoding.writeVarUint(encoder, step2);
    encoding.writeVarUint8Array(encoder, emptyUpdate);
  });
}

export function givePresence(states: Uint8Array): ArrayBuffer {
  return messageOf(awareness, (encoder) => encoding.writeVarUint8Array(encoder, states));
}

export function askForPresence(): ArrayBuffer {
  return messageOf(queryAwareness, () => {});
}

/** One client's presence as it travels. `state` is what the app shows others, or null for gone. */
export interface PresenceState {
  readonly client: number;
  readonly clock: number;
  readonly state: string;
}

/** Undefined when malformed or more than `statesMax` states. */
export function readPresence(states: Uint8Array, statesMax: number): PresenceState[] | undefined {
  try {
    const decoder = decoding.createDecoder(states);
    const length = decoding.readVarUint(decoder);
    if (length > statesMax) return undefined;
    return Array.from({ length }, () => ({
      client: decoding.readVarUint(decoder),
      clock: decoding.readVarUint(decoder),
      state: decoding.readVarString(decoder),
    }));
  } catch {
    return undefined;
  }
}

export function writePresence(states: readonly PresenceState[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, states.length);
  for (const { client, clock, state } of states) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}

function messageOf(type: number, write: (encoder: encoding.Encoder) => void): ArrayBuffer {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder).slice().buffer;
}
