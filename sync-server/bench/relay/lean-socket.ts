/**
 * The load generator's end of a socket: bytes in, messages out, and as little as can be between. The
 * same for every server that is measured, so that what differs is the server.
 *
 * Speaks the WebSocket protocol (RFC 6455) as far as these servers need it, or bare messages behind
 * a length of four bytes. Frames to send are made and masked beforehand by `clientFrame`.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { assert } from '@wardbook/shared/base/assert';

export type Framing = 'websocket' | 'length';

/** `record` holds the message from `start` to `end`, until the next one comes unless it is kept. */
export type OnMessage = (record: Buffer, start: number, end: number) => void;

const readBytes = 256 * 1024;
const leaveMsMax = 5_000;
/** Close code 1000. */
const goodbye = Uint8Array.of(3, 232);
const closeOpcode = 8;
const pingOpcode = 9;
const pongOpcode = 10;

/** One for all: a socket's bytes are dealt with before the next socket is read. */
const readBuffer = Buffer.alloc(readBytes);

export class LeanSocket {
  onMessage: OnMessage = () => {};
  /** Every message one after the other while `isRecording`, else the last one alone. */
  record: Buffer = Buffer.alloc(4096);
  /** Where each kept message ends in `record`. */
  readonly ends: number[] = [];
  /** When each kept message had come, by `performance.now`. */
  readonly times: number[] = [];
  isRecording = false;
  /** The close code when the server gave one. */
  readonly closed: Promise<number | undefined>;
  readonly #port: number;
  readonly #socket: Socket;
  readonly #framing: Framing;
  readonly #header = Buffer.alloc(10);
  #headerLength = 0;
  #opcode = 0;
  /** Bytes of the message still to come; -1 while its header is read. */
  #left = -1;
  #start = 0;
  #end = 0;
  #closeCode: number | undefined;

  constructor(port: number, framing: Framing) {
    this.#port = port;
    this.#framing = framing;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (count) => {
          this.#take(readBuffer, 0, count);
          return true;
        },
      },
    });
    this.closed = new Promise((resolve) =>
      this.#socket.once('close', () => resolve(this.#closeCode)),
    );
  }

  /** To be called once, with `onMessage` set: messages may come at once. */
  async open(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.once('connect', () => {
        this.#socket.off('error', reject);
        this.#socket.on('error', () => {});
        resolve();
      });
    });
    if (this.#framing === 'websocket') await this.#upgrade(path);
  }

  /** `frame` is made by `clientFrame`. */
  send(frame: Uint8Array): void {
    this.#socket.write(frame);
  }

  /** Begins a new record of at least so many bytes, all of them touched. */
  recordTo(record: Buffer): void {
    this.record = record;
    this.ends.length = 0;
    this.times.length = 0;
    this.#end = 0;
    this.isRecording = true;
  }

  /** Says goodbye and waits until the server has taken its leave too. */
  async leave(): Promise<void> {
    this.onMessage = () => {};
    if (this.#framing === 'length') this.#socket.end();
    else this.send(clientFrame(goodbye, 'websocket', closeOpcode));
    const late = setTimeout(() => this.#socket.destroy(), leaveMsMax);
    await this.closed;
    clearTimeout(late);
  }

  /** As a phone that loses its network and is answered with a reset. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  async #upgrade(path: string): Promise<void> {
    let answer = '';
    const answered = new Promise<void>((resolve, reject) => {
      this.#take = (chunk, at, count) => {
        answer += chunk.toString('latin1', at, count);
        const end = answer.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!answer.startsWith('HTTP/1.1 101')) return reject(new Error(answer.slice(0, 60)));
        this.#take = this.#takeFrames;
        const rest = Buffer.from(answer.slice(end + 4), 'latin1');
        resolve();
        this.#takeFrames(rest, 0, rest.length);
      };
      this.#socket.once('close', () => reject(new Error('closed before the upgrade')));
    });
    const key = randomBytes(16).toString('base64');
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n` +
        `X-Forwarded-For: ${someAddress()}\r\n\r\n`,
    );
    await answered;
  }

  #take = (chunk: Buffer, from: number, until: number): void =>
    this.#takeFrames(chunk, from, until);

  #takeFrames(chunk: Buffer, from: number, until: number): void {
    let at = from;
    while (at < until) {
      if (this.#left < 0) {
        at = this.#readHeader(chunk, at, until);
        if (this.#left < 0) return;
        this.#start = this.#isData ? (this.isRecording ? this.#end : 0) : this.#end;
        this.#end = this.#start;
        this.#reserve(this.#start + this.#left);
      }
      const count = Math.min(this.#left, until - at);
      chunk.copy(this.record, this.#end, at, at + count);
      this.#end += count;
      this.#left -= count;
      at += count;
      if (this.#left === 0) this.#ended();
    }
  }

  get #isData(): boolean {
    return this.#opcode < closeOpcode;
  }

  #ended(): void {
    this.#left = -1;
    if (this.#isData) {
      if (this.isRecording) {
        this.ends.push(this.#end);
        this.times.push(performance.now());
      }
      this.onMessage(this.record, this.#start, this.#end);
      return;
    }
    const payload = this.record.subarray(this.#start, this.#end);
    if (this.#opcode === pingOpcode) this.send(clientFrame(payload, 'websocket', pongOpcode));
    if (this.#opcode === closeOpcode && payload.length >= 2)
      this.#closeCode = payload.readUInt16BE(0);
    this.#end = this.#start;
  }

  /** Where the header ends, with `#left` set once it is whole. */
  #readHeader(chunk: Buffer, from: number, until: number): number {
    let at = from;
    while (at < until) {
      this.#header[this.#headerLength++] = chunk[at++]!;
      if (this.#headerLength < this.#headerBytes()) continue;
      this.#left = this.#payloadBytes();
      this.#headerLength = 0;
      if (this.#left === 0) {
        this.#start = this.#end = this.isRecording ? this.#end : 0;
        this.#ended();
        continue;
      }
      return at;
    }
    return at;
  }

  #headerBytes(): number {
    if (this.#framing === 'length') return 4;
    if (this.#headerLength < 2) return 2;
    const length = this.#header[1]!;
    return length < 126 ? 2 : length === 126 ? 4 : 10;
  }

  #payloadBytes(): number {
    if (this.#framing === 'length') return this.#header.readUInt32LE(0);
    this.#opcode = this.#header[0]! & 0x0f;
    assert((this.#header[0]! & 0x80) !== 0, 'these servers send each message as one frame');
    const length = this.#header[1]!;
    if (length < 126) return length;
    return length === 126 ? this.#header.readUInt16BE(2) : this.#header.readUIntBE(4, 6);
  }

  #reserve(bytes: number): void {
    if (bytes <= this.record.length) return;
    const larger = Buffer.alloc(Math.max(bytes, this.record.length * 2));
    this.record.copy(larger, 0, 0, this.#end);
    this.record = larger;
  }
}

/** Devices come from everywhere; our relay, told of a proxy, counts by address. */
function someAddress(): string {
  return `10.${randomBytes(3).join('.')}`;
}

/** The kept messages, one by one. */
export function messagesIn(record: Buffer, ends: readonly number[]): Buffer[] {
  return ends.map((end, index) => record.subarray(index === 0 ? 0 : ends[index - 1], end));
}

/** `payload` as a client sends it: masked, as every browser does, with a mask of its own. */
export function clientFrame(payload: Uint8Array, framing: Framing, opcode = 2): Buffer {
  const { length } = payload;
  if (framing === 'length') {
    const frame = Buffer.alloc(4 + length);
    frame.writeUInt32LE(length);
    frame.set(payload, 4);
    return frame;
  }
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + lengthBytes + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  if (lengthBytes === 8) frame.writeUIntBE(length, 4, 6); // the upper two of its eight bytes are 0
  const maskAt = 2 + lengthBytes;
  const mask = randomBytes(4);
  frame.set(mask, maskAt);
  for (let index = 0; index < length; index += 1)
    frame[maskAt + 4 + index] = payload[index]! ^ mask[index & 3]!;
  return frame;
}
