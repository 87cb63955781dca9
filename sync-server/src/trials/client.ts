/** A device's end of the wire, frame by frame, over a real socket. */
import type { Bytes } from '@wardbook/shared/base/bytes';
import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { sign } from '@wardbook/shared/base/signature';
import { closeReasonOf, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import {
  readRelayFrame,
  writeClientFrame,
  type ClientFrame,
  type Cursor,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import {
  assembledBytesMax,
  frameBytesMax,
  protocolVersion,
} from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { WebSocket, type ClientOptions } from 'ws';

type FrameOf<Type extends RelayFrame['type']> = RelayFrame & { type: Type };

export class Client {
  readonly socket: WebSocket;
  /** Everything that has come, in order. */
  readonly frames: RelayFrame[] = [];
  /** Why the relay closed, or the bare code when it is none of ours. */
  readonly closed: Promise<CloseReason | number>;
  readonly #assembler = new FrameAssembler();
  #read = 0;
  #wake: () => void = () => {};
  #isClosed = false;

  constructor(url: string, options: ClientOptions = {}, path = '/relay') {
    this.socket = new WebSocket(url.replace('http', 'ws') + path, options);
    this.socket.on('message', (data) => this.#receive(data as Buffer));
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) =>
      this.socket.on('close', (code) => {
        this.#isClosed = true;
        this.#wake();
        resolve(closeReasonOf(code) ?? code);
      }),
    );
  }

  send(frame: ClientFrame): void {
    for (const message of toMessages(writeClientFrame(frame))) this.socket.send(message);
  }

  /** The next frame that has not been read. */
  async nextAny(waitingFor = 'anything'): Promise<RelayFrame> {
    while (this.#read >= this.frames.length) {
      if (this.#isClosed)
        throw new Error(`closed (${await this.closed}), waiting for ${waitingFor}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.frames[this.#read++]!;
  }

  /** The next frame that has not been read, which must be of this type. */
  async next<Type extends RelayFrame['type']>(type: Type): Promise<FrameOf<Type>> {
    const frame = await this.nextAny(type);
    if (frame.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(frame)}`);
    return frame as FrameOf<Type>;
  }

  /** Everything that came before the answer to a ping sent now, unread frames only. */
  async untilPong(): Promise<RelayFrame[]> {
    this.send({ type: 'ping' });
    const start = this.#read;
    while (!this.frames.slice(start).some(({ type }) => type === 'pong')) {
      if (this.#isClosed) throw new Error(`closed (${await this.closed})`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#read = start + this.frames.slice(start).findIndex(({ type }) => type === 'pong') + 1;
    return this.frames.slice(start, this.#read - 1);
  }

  async hello(device: DeviceKeys, book: BookId, cursor?: Cursor): Promise<void> {
    const { nonce } = await this.next('challenge');
    this.send(await helloFrame(device, book, nonce, cursor));
  }

  leave(): void {
    this.socket.terminate();
  }

  #receive(data: Buffer): void {
    const message = new Uint8Array(data);
    const assembled = this.#assembler.add(message, frameBytesMax, assembledBytesMax);
    if (assembled.type === 'waiting') return;
    const frame = assembled.type === 'frame' ? readRelayFrame(assembled.bytes) : undefined;
    if (!frame) throw new Error('the relay sent something malformed');
    this.frames.push(frame);
    this.#wake();
  }
}

export async function helloFrame(
  device: DeviceKeys,
  book: BookId,
  nonce: Bytes,
  cursor?: Cursor,
): Promise<ClientFrame & { type: 'hello' }> {
  const key = device.signing.privateKey;
  const signature = await sign(key, 'wardbook hello 1', concat(nonce, idToBytes(book)));
  return { type: 'hello', version: protocolVersion, book, device: device.id, signature, cursor };
}
