/**
 * Our own tongue, as a device speaks it: it proves its key on every connection, reads from its
 * cursor, and appends what it has sealed. Sealing is the device's work and done beforehand.
 */
import assert from 'node:assert/strict';
import { KeyObject, sign as signNow } from 'node:crypto';
import { accessOf } from '@wardbook/shared/access/access';
import type { Statement } from '@wardbook/shared/access/statement';
import { concat, type Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { chainNext } from '@wardbook/shared/protocol/chain';
import type { Entry } from '@wardbook/shared/protocol/entry';
import {
  readRelayFrame,
  writeClientFrame,
  type ClientFrame,
  type Cursor,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import {
  appendsInFlightMax,
  assembledBytesMax,
  frameBytesMax,
  pingMs,
  protocolVersion,
} from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import { bookKeysFor, type BookKeys } from '@wardbook/shared/sealing/book-keys';
import { foundBook, issueInvite, joinByInvite } from '@wardbook/shared/sealing/found';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import { restoreDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { seal } from '@wardbook/shared/sealing/seal';
import { numbersByTail, tailAt } from './change.ts';
import type { Dialect, Joining, Prepared, WireBook } from './dialect.ts';
import { clientFrame, LeanSocket, messagesIn } from './lean-socket.ts';

const entriesFrame = 69;
const receiptFrame = 71;
const dayMs = 86_400_000;

export interface FoundedTeam {
  readonly book: BookId;
  readonly devices: readonly DeviceKeys[];
  readonly statements: readonly Statement[];
  readonly keys: BookKeys;
}

export const speakWardbook: Dialect = {
  newBook: async (devices = 1) => new WardbookBook(await foundTeam(devices)),
};

/** A book of so many devices: a keeper, who founds it, and editors who joined by one invite. */
export async function foundTeam(count: number): Promise<FoundedTeam> {
  const keeper = await extractableKeys();
  const devices = [keeper];
  const create = await foundBook(keeper, 'A keeper', systemClock, systemRandom);
  const statements = [create];
  const keys = await bookKeysFor(accessOf(statements)!, keeper);
  if (count > 1) {
    const terms = { expires: Date.now() + dayMs, until: 0, usesMax: count, approval: false };
    const invite = await issueInvite(
      accessOf(statements)!,
      keys,
      keeper,
      { role: 'editor', ...terms },
      systemClock,
      systemRandom,
    );
    statements.push(invite.statement);
    const access = accessOf(statements)!;
    const inviteKeys = await inviteKeysFromSecret(invite.secret);
    const open = access.invites.get(inviteKeys.id)!;
    while (devices.length < count) {
      const device = await extractableKeys();
      const join = await joinByInvite(
        access,
        open,
        inviteKeys,
        device,
        'A colleague',
        systemClock,
        systemRandom,
        systemRandom(32),
      );
      statements.push(join!);
      devices.push(device);
    }
  }
  return { book: create.book, devices, statements, keys };
}

/** As `createDeviceKeys` makes them, but so that `helloSignature` can have them. */
async function extractableKeys(): Promise<DeviceKeys> {
  const signing = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const wrapping = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  return restoreDeviceKeys({ signing, wrapping });
}

/** `changes` as a device of the book would seal them. */
export async function sealChanges(
  { book, devices, keys }: FoundedTeam,
  changes: readonly Uint8Array[],
  device = 0,
): Promise<Bytes[]> {
  const sealer = { book, device: devices[device]!, key: keys.get(0)!, random: systemRandom };
  const context = { kind: 'update', seen: 1, seenHash: new Uint8Array(16) } as const;
  const sealed: Bytes[] = [];
  for (const change of changes) sealed.push(await seal(sealer, context, change));
  return sealed;
}

export class WardbookBook implements WireBook {
  readonly members: FoundedTeam;
  readonly inFlightMax = appendsInFlightMax;
  /** Where the last device stood that joined with everything or read everything. */
  cursor: Cursor | undefined;
  #ref = 0;
  readonly #numbers = new Map<number, number>();

  constructor(members: FoundedTeam) {
    this.members = members;
  }

  async join(port: number, joining: Joining = {}): Promise<LeanSocket> {
    const { device = 0, has = 'nothing', recordTo } = joining;
    const cursor = has === 'everything' ? this.cursor : undefined;
    const socket = new LeanSocket(port, 'websocket');
    if (recordTo) socket.recordTo(recordTo);
    const isLive = new Promise<void>((resolve) => {
      const hear = listener();
      let isInParts = false;
      socket.onMessage = (record, start, end) => {
        const isWhole = record[start] === 1 && !isInParts;
        isInParts = record[start] === 0;
        const type = isWhole ? record[start + 1]! : 0;
        // What is read in earnest: the rest is entries, looked at after the measured time.
        if (type === 65 || type === 66) {
          const frame = hear(record.subarray(start, end))!;
          if (frame.type === 'challenge') socket.send(this.#hello(device, frame.nonce, cursor));
          if (frame.type === 'unknown') for (const each of this.#whole()) socket.send(each);
        } else if (type === 70) resolve();
      };
    });
    await socket.open('/relay');
    const pinging = setInterval(() => socket.send(ping), pingMs).unref();
    void socket.closed.then(() => clearInterval(pinging));
    await Promise.race([
      isLive,
      socket.closed.then((code) => assert.fail(`closed while joining: ${code}`)),
    ]);
    return socket;
  }

  numbersIn(message: Buffer): readonly number[] {
    if (message[1] !== entriesFrame) return [];
    const frame = readRelayFrame(message.subarray(1));
    assert.ok(frame?.type === 'entries');
    return frame.entries.flatMap(({ blob }) => this.#numbers.get(tailAt(blob, blob.length)) ?? []);
  }

  async prepare(changes: readonly Uint8Array[], first = 0, device = 0): Promise<Prepared> {
    const sealed = await sealChanges(this.members, changes, device);
    const numbers = numbersByTail(sealed, first);
    for (const [tail, number] of numbers) this.#numbers.set(tail, number);
    return {
      frames: sealed.map((blob) => this.appendFrame('update', blob)[0]!),
      numbers,
      check(record, ends) {
        const arrived = entriesIn(record, ends).filter(({ kind }) => kind === 'update');
        assert.equal(arrived.length, changes.length);
        for (const [index, { blob }] of arrived.entries())
          assert.ok(Buffer.compare(blob, sealed[index]!) === 0, 'what arrives is what was sent');
      },
    };
  }

  appendFrame(kind: Entry['kind'], blob: Bytes): Buffer[] {
    this.#ref += 1;
    return framesOf({ type: 'append', ref: this.#ref, kind, blob });
  }

  receiptsIn(record: Buffer, start: number, end: number): number {
    if (record[start + 1] !== receiptFrame) return 0;
    const frame = readRelayFrame(record.subarray(start + 1, end));
    return frame?.type === 'receipt' ? frame.refs.length : 0;
  }

  /** Reads the whole log once, so that devices can come back up to date. */
  async readToEnd(port: number): Promise<readonly Entry[]> {
    const socket = await this.join(port, { recordTo: Buffer.alloc(1024 * 1024) });
    await socket.leave();
    const frames = framesIn(socket.record, socket.ends);
    const entries: Entry[] = [];
    let [log, seq, hash] = [new Uint8Array(16), 0, new Uint8Array(32)];
    for (const frame of frames) {
      if (frame.type === 'welcome') log = frame.log;
      if (frame.type !== 'entries') continue;
      hash = frame.previousHash;
      for (const { kind, at, blob } of frame.entries) hash = chainNext(hash, kind, at, blob);
      seq = frame.first + frame.entries.length - 1;
      entries.push(...frame.entries);
    }
    this.cursor = { log, seq, hash };
    return entries;
  }

  #hello(index: number, nonce: Bytes, cursor: Cursor | undefined): Buffer {
    const { book, devices } = this.members;
    const device = devices[index]!;
    const signature = helloSignature(device, concat(nonce, idToBytes(book)));
    const version = protocolVersion;
    const hello = { type: 'hello', version, book, device: device.id, signature, cursor } as const;
    return framesOf(hello)[0]!;
  }

  #whole(): Buffer[] {
    const statements = this.members.statements.map(({ bytes }) => bytes);
    return framesOf({ type: 'statements', statements });
  }
}

const ping = framesOf({ type: 'ping' })[0]!;

/** As `sign` in shared/base/signature does it, but at once: 500 devices sign on one core here. */
export function helloSignature(device: DeviceKeys, message: Bytes): Bytes {
  const domain = Buffer.from('wardbook hello 1');
  const whole = concat(Uint8Array.of(domain.length), domain, message);
  return new Uint8Array(signNow(null, whole, KeyObject.from(device.signing.privateKey)));
}

function framesOf(frame: ClientFrame): Buffer[] {
  return toMessages(writeClientFrame(frame)).map((message) => clientFrame(message, 'websocket'));
}

function framesIn(record: Buffer, ends: readonly number[]): RelayFrame[] {
  const hear = listener();
  const frames: RelayFrame[] = [];
  for (const message of messagesIn(record, ends)) {
    const frame = hear(message);
    if (frame) frames.push(frame);
  }
  return frames;
}

/** Every entry in kept messages, checked to follow one another. */
export function entriesIn(record: Buffer, ends: readonly number[]): Entry[] {
  let position: number | undefined;
  return framesIn(record, ends).flatMap((frame) => {
    if (frame.type !== 'entries') return [];
    if (position !== undefined) assert.equal(frame.after, position);
    position = frame.first + frame.entries.length - 1;
    return frame.entries;
  });
}

function listener(): (message: Uint8Array) => RelayFrame | undefined {
  const assembler = new FrameAssembler();
  return (message) => {
    const assembled = assembler.add(message, frameBytesMax, assembledBytesMax);
    if (assembled.type === 'waiting') return undefined;
    assert.equal(assembled.type, 'frame');
    const frame = assembled.type === 'frame' ? readRelayFrame(assembled.bytes) : undefined;
    assert.ok(frame, 'the relay sends nothing malformed');
    return frame;
  };
}
