/** Updates (Yjs, version 1) that no app writes, byte by byte. */
import * as encoding from 'lib0/encoding';

/** Values of any kind in a list, under a client id and at a clock of its author's choosing. */
export function structAt(
  client: number,
  clock: number,
  values: readonly unknown[] = ['x'],
  part = 'events',
): Uint8Array {
  return runAt({ client, clock, part }, 8, (encoder) => {
    encoding.writeVarUint(encoder, values.length);
    for (const value of values) encoding.writeAny(encoder, value as string);
  });
}

/** One run with content of any kind (`ref`, as Yjs numbers them). */
export function runAt(
  { client, clock, part }: { client: number; clock: number; part: string },
  ref: number,
  write: (encoder: encoding.Encoder) => void,
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  encoding.writeUint8(encoder, ref);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, part);
  write(encoder);
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** Deletes, of each client, everything from its first clock on. */
export function deletionOf(lengths: ReadonlyMap<number, number>): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, lengths.size);
  for (const [client, length] of lengths) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, length);
  }
  return encoding.toUint8Array(encoder);
}
