/** A book of 10,000 electors with an evening's changes after it, put on any of the servers. */
import assert from 'node:assert/strict';
import { systemRandom } from '@wardbook/shared/base/ports';
import { open } from '@wardbook/shared/sealing/open';
import { seal } from '@wardbook/shared/sealing/seal';
import * as Y from 'yjs';
import { electorCount, wardUpdate } from '@wardbook/shared/testing/measured-ward';
import { makeChanges } from './change.ts';
import type { Name } from './contenders.ts';
import type { LeanSocket } from './lean-socket.ts';
import { settle } from './measuring.ts';
import { entriesIn, foundTeam, WardbookBook } from './speak-wardbook.ts';
import { documentFrom, yjsBook, type Flavour, type YjsBook } from './speak-yjs.ts';

const eveningCount = 200;
/** Hocuspocus stores a document two seconds after its last change. */
const storedMs = 4_000;
/** A server's own encoding of a document may be shorter than ours. */
const leastPart = 0.8;

export interface BigBook {
  readonly book: WardbookBook | YjsBook;
  /** See `Joining.bytesMin`. */
  readonly bytesMin: number;
  /** Throws unless what a device was sent makes the whole book. */
  check(socket: LeanSocket): Promise<void>;
}

/** What all of them are given: made once, because it takes a while. */
let made: { readonly whole: Uint8Array; readonly evening: readonly Uint8Array[] } | undefined;

/** `document` is what the peers know it by. */
export async function putBigBook(
  name: Name,
  port: number,
  devices = 1,
  document = 'the-ward',
): Promise<BigBook> {
  const members = await foundTeam(devices);
  made ??= { whole: wardUpdate(members.devices[0]!.id), evening: makeChanges(eveningCount) };
  return name === 'Wardbook'
    ? putSealed(new WardbookBook(members), port, made.whole, made.evening)
    : putPlain(yjsBook(flavourOf(name), document), flavourOf(name), port);
}

export function flavourOf(name: Name): Flavour {
  return name.startsWith('Hocuspocus') ? 'hocuspocus' : 'y-websocket';
}

async function putSealed(
  book: WardbookBook,
  port: number,
  whole: Uint8Array,
  evening: readonly Uint8Array[],
): Promise<BigBook> {
  const { members } = book;
  const [keeper, key] = [members.devices[0]!, members.keys.get(0)!];
  const sealer = { book: members.book, device: keeper, key, random: systemRandom };
  const covers = members.statements.length;
  const context = { kind: 'snapshot', seen: covers, seenHash: new Uint8Array(16), covers } as const;
  const socket = await book.join(port);
  const receipts = receiptsOf(socket, book);
  for (const frame of book.appendFrame('snapshot', await seal(sealer, context, whole)))
    socket.send(frame);
  await receipts.until(1);
  await appendAll(book, socket, evening);
  await socket.leave();
  await book.readToEnd(port);
  return {
    book,
    bytesMin: 0,
    async check({ record, ends }) {
      const doc = new Y.Doc();
      for (const { kind, blob } of entriesIn(record, ends)) {
        if (kind === 'access') continue;
        const opened = await open(members.book, members.keys, blob);
        assert.ok(opened.type === 'opened');
        Y.applyUpdate(doc, opened.plain);
      }
      checkDocument(doc);
    },
  };
}

/** Appends as a device does, with no more on their way than the relay lets it have. */
export async function appendAll(
  book: WardbookBook,
  socket: LeanSocket,
  changes: readonly Uint8Array[],
  device = 0,
): Promise<void> {
  const { frames } = await book.prepare(changes, 0, device);
  const receipts = receiptsOf(socket, book);
  for (const [index, frame] of frames.entries()) {
    socket.send(frame);
    await receipts.until(index + 2 - book.inFlightMax);
  }
  await receipts.until(frames.length);
}

/** Counts the receipts that come from now on. */
export function receiptsOf(socket: LeanSocket, book: WardbookBook) {
  let count = 0;
  let [wanted, wake] = [0, () => {}];
  socket.onMessage = (record, start, end) => {
    count += book.receiptsIn(record, start, end);
    if (count >= wanted) wake();
  };
  const isClosed = socket.closed.then((code) => assert.fail(`closed while appending: ${code}`));
  // Whoever waits for nothing any more need not hear of it.
  isClosed.catch(() => {});
  return {
    /** When so many have come in all. */
    async until(total: number): Promise<void> {
      if (count >= total) return;
      wanted = total;
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), isClosed]);
    },
  };
}

async function putPlain(book: YjsBook, flavour: Flavour, port: number): Promise<BigBook> {
  const { whole, evening } = made!;
  const doc = new Y.Doc();
  const socket = await book.join(port);
  for (const update of [whole, ...evening]) {
    Y.applyUpdate(doc, update);
    socket.send(book.updateFrame(update));
  }
  await settle(storedMs);
  await socket.leave();
  await settle(storedMs);
  book.stateVector = Y.encodeStateVector(doc);
  const bytesMin = Y.encodeStateAsUpdate(doc).length * leastPart;
  doc.destroy();
  const check = async ({ record, ends }: LeanSocket) =>
    checkDocument(documentFrom(record, ends, flavour));
  return { book, bytesMin, check };
}

function checkDocument(doc: Y.Doc): void {
  assert.equal(doc.getMap('electors').size, electorCount);
  assert.ok(doc.getArray('events').length > eveningCount);
  doc.destroy();
}
