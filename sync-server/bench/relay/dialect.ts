/** What the rows ask of each server, whatever it speaks. */
import type { LeanSocket } from './lean-socket.ts';

/** Changes made ready to be sent and to be known again. */
export interface Prepared {
  /** One for each change, masked and framed. */
  readonly frames: readonly Buffer[];
  /** From the last bytes of a message to the number of the change it ends with. */
  readonly numbers: ReadonlyMap<number, number>;
  /** Throws unless the kept messages carry every change, in order. */
  check(record: Buffer, ends: readonly number[]): void;
}

export interface Joining {
  readonly device?: number;
  /** With nothing, or with everything the book held when `Wire.isUpToDate` was last asked for. */
  readonly has?: 'nothing' | 'everything';
  /** Where all that comes is recorded, from the first byte on. */
  readonly recordTo?: Buffer;
  /** Bytes that a device which has everything has been sent, where the server does not say so. */
  readonly bytesMin?: number;
}

/** One book on one server. */
export interface WireBook {
  /** Connects a device and resolves once it has been told that it has everything. */
  join(port: number, joining?: Joining): Promise<LeanSocket>;
  /** `first` is the number of the first change. */
  prepare(changes: readonly Uint8Array[], first?: number, device?: number): Promise<Prepared>;
  /** The numbers of the changes that this message brings, of those that were prepared here. */
  numbersIn(message: Buffer): readonly number[];
  /** At most so many changes may be on their way without a receipt. */
  readonly inFlightMax: number;
  /** How many changes this message to their author says are safe. */
  receiptsIn(record: Buffer, start: number, end: number): number;
}

export interface Dialect {
  newBook(devices?: number): Promise<WireBook>;
}
