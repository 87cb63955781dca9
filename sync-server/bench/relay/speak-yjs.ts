/**
 * The peers' tongue: y-protocols' sync, as the y-websocket server speaks it, and the same behind a
 * document's name with a word of authentication first, as Hocuspocus does. A device that comes
 * back names its state vector, as their own clients do.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { numberOf, numbersByTail } from './change.ts';
import type { Dialect, Prepared, WireBook } from './dialect.ts';
import { clientFrame, LeanSocket, messagesIn } from './lean-socket.ts';

const syncMessage = 0;
const authMessage = 2;
/** Hocuspocus answers a first step with this; it is sync, but asks for no answer. */
const syncReplyMessage = 4;
const [stepOne, stepTwo, update] = [0, 1, 2];
/** An update with no structs and no deletions. */
const nothing = Uint8Array.of(0, 0);

export type Flavour = 'y-websocket' | 'hocuspocus';

/** A book of the peers, whose document can be given whole and asked for whole. */
export interface YjsBook extends WireBook {
  /** The state vector that a device names which has everything. */
  stateVector: Uint8Array;
  /** The frame that gives the server this update. */
  updateFrame(update: Uint8Array): Buffer;
}

export function speakYjs(flavour: Flavour): Dialect {
  return { newBook: async () => yjsBook(flavour, randomUUID()) };
}

export function yjsBook(flavour: Flavour, name: string): YjsBook {
  const encoded = (type: number, step: number, bytes: Uint8Array) => {
    const encoder = encoding.createEncoder();
    if (flavour === 'hocuspocus') encoding.writeVarString(encoder, name);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
    return encoding.toUint8Array(encoder);
  };
  const frame = (type: number, step: number, bytes: Uint8Array) =>
    clientFrame(encoded(type, step, bytes), 'websocket');
  const authentication = (): Buffer => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, name);
    encoding.writeVarUint(encoder, authMessage);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, 'a token');
    encoding.writeVarString(encoder, '4.7.0');
    return clientFrame(encoding.toUint8Array(encoder), 'websocket');
  };
  const book: YjsBook = {
    inFlightMax: Infinity,
    receiptsIn: () => 0,
    stateVector: Uint8Array.of(0),
    updateFrame: (bytes) => frame(syncMessage, update, bytes),
    async join(port, joining = {}) {
      const socket = new LeanSocket(port, 'websocket');
      if (joining.recordTo) socket.recordTo(joining.recordTo);
      const vector = joining.has === 'everything' ? book.stateVector : Uint8Array.of(0);
      const { bytesMin = 0 } = joining;
      let bytes = 0;
      const isLive = new Promise<void>((resolve) => {
        socket.onMessage = (record, start, end) => {
          bytes += end - start;
          const read = readMessage(record.subarray(start, end), flavour);
          if (read.type === 'sync' && read.step === stepOne)
            socket.send(frame(syncMessage, stepTwo, nothing));
          // The y-websocket server answers before it has loaded the document, and sends that later.
          if (read.type === 'sync' && read.step !== stepOne && bytes >= bytesMin) resolve();
        };
      });
      await socket.open(`/${name}`);
      if (flavour === 'hocuspocus') socket.send(authentication());
      socket.send(frame(syncMessage, stepOne, vector));
      await Promise.race([isLive, socket.closed.then(() => assert.fail('closed while joining'))]);
      return socket;
    },
    numbersIn(message) {
      const read = readMessage(message, flavour);
      if (read.type !== 'sync' || read.step === stepOne) return [];
      return Y.decodeUpdate(read.bytes).structs.flatMap((struct) =>
        struct instanceof Y.Item && struct.content instanceof Y.ContentAny
          ? struct.content.arr.map(numberOf)
          : [],
      );
    },
    prepare: async (changes, first = 0): Promise<Prepared> => ({
      frames: changes.map((change) => book.updateFrame(change)),
      numbers: numbersByTail(changes, first),
      check(record, ends) {
        const doc = documentFrom(record, ends, flavour);
        const numbers = doc.getArray('events').toArray().map(numberOf);
        assert.deepEqual(
          numbers,
          changes.map((_, index) => first + index),
        );
        doc.destroy();
      },
    }),
  };
  return book;
}

/** The document that the kept messages make. */
export function documentFrom(record: Buffer, ends: readonly number[], flavour: Flavour): Y.Doc {
  const doc = new Y.Doc();
  for (const message of messagesIn(record, ends)) {
    const read = readMessage(message, flavour);
    if (read.type === 'sync' && read.step !== stepOne) Y.applyUpdate(doc, read.bytes);
  }
  return doc;
}

type Read = { type: 'sync'; step: number; bytes: Uint8Array } | { type: 'other' };

function readMessage(message: Uint8Array, flavour: Flavour): Read {
  const decoder = decoding.createDecoder(message);
  if (flavour === 'hocuspocus') decoding.readVarString(decoder);
  const type = decoding.readVarUint(decoder);
  if (type !== syncMessage && type !== syncReplyMessage) return { type: 'other' };
  const step = decoding.readVarUint(decoder);
  return { type: 'sync', step, bytes: decoding.readVarUint8Array(decoder) };
}
