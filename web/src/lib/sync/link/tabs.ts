/**
 * The windows that have a book open in one browser tell each other of their own changes, at once and
 * without a network. One that comes says what it has, and is given what it lacks.
 *
 * The channel's name has a version in it: what a window of another version says is not heard here. What
 * is heard is bounded and judged like everything that comes from outside. Nobody's presence is told: no
 * screen shows a person to themselves.
 */
import type { BookId } from '@wardbook/shared/base/ids';
import { asRecord } from '@wardbook/shared/base/stored-record';
import { entryBytesMax } from '@wardbook/shared/protocol/limits';
import * as Y from 'yjs';

/** The origin of what came from another window, which sees to it that it is stored and shared. */
export const fromTab = Symbol('fromTab');

export const tabsChannel = (book: BookId): string => `wardbook tabs 1 ${book}`;

export type TabMessage =
  | { readonly type: 'changes'; readonly update: Uint8Array }
  /** What the sender has, as a state vector. An answer is not answered by another. */
  | { readonly type: 'having'; readonly vector: Uint8Array; readonly isAnswer: boolean };

export type TabRefusal = { readonly type: 'refused'; readonly reason: 'malformed' | 'too-large' };

export interface Tabs {
  readonly book: BookId;
  readonly doc: Y.Doc;
  /** Whether a change with this origin was made in this window. */
  readonly isOwn: (origin: unknown) => boolean;
  /** Judges a change and puts it into the document under `fromTab`. False where it was refused. */
  readonly take: (update: Uint8Array) => boolean;
}

/** Gives what ends it. A browser without such channels does without. */
export function joinTabs({ book, doc, isOwn, take }: Tabs): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(tabsChannel(book));
  const say = (message: TabMessage) => channel.postMessage(message);
  const sayHaving = (isAnswer: boolean) =>
    say({ type: 'having', vector: Y.encodeStateVector(doc), isAnswer });
  const passOn = (update: Uint8Array, origin: unknown) => {
    if (isOwn(origin)) say({ type: 'changes', update });
  };
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = readTabMessage(data);
    if (message.type === 'changes') take(message.update);
    if (message.type !== 'having') return;
    const update = Y.encodeStateAsUpdate(doc, message.vector);
    if (update.length > emptyUpdateBytes) say({ type: 'changes', update });
    if (!message.isAnswer && hasMore(message.vector, doc)) sayHaving(true);
  });
  doc.on('update', passOn);
  sayHaving(false);
  return () => {
    doc.off('update', passOn);
    channel.close();
  };
}

const emptyUpdateBytes = 2;
/** Two numbers of at most eight bytes for each client. */
const vectorBytesMax = 1024 * 1024;

export function readTabMessage(data: unknown): TabMessage | TabRefusal {
  const { type, update, vector, isAnswer } = asRecord(data) ?? {};
  if (type === 'changes' && update instanceof Uint8Array)
    return update.length > entryBytesMax ? tooLarge : { type, update };
  if (type !== 'having' || !(vector instanceof Uint8Array)) return malformed;
  if (vector.length > vectorBytesMax) return tooLarge;
  return decoded(vector) ? { type, vector, isAnswer: isAnswer === true } : malformed;
}

const malformed: TabRefusal = { type: 'refused', reason: 'malformed' };
const tooLarge: TabRefusal = { type: 'refused', reason: 'too-large' };

function decoded(vector: Uint8Array): Map<number, number> | undefined {
  try {
    return Y.decodeStateVector(vector);
  } catch {
    return undefined;
  }
}

function hasMore(vector: Uint8Array, doc: Y.Doc): boolean {
  return [...Y.decodeStateVector(vector)].some(
    ([client, clock]) => clock > Y.getState(doc.store, client),
  );
}
