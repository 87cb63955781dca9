import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as awareness from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { contentsOfUpdate } from '../update/contents.ts';
import {
  askForChanges,
  askForPresence,
  giveChanges,
  givePresence,
  readPresence,
  readProviderMessage,
  sayAllGiven,
  writePresence,
} from './provider-messages.ts';

/** What y-websocket's provider does with a message of the sync kind, and what it answers. */
function taken(doc: Y.Doc, message: ArrayBuffer): { type: number; answer: Uint8Array } {
  const decoder = decoding.createDecoder(new Uint8Array(message));
  expect(decoding.readVarUint(decoder)).toBe(0);
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  const type = sync.readSyncMessage(decoder, encoder, doc, 'provider');
  expect(decoding.hasContent(decoder)).toBe(false);
  return { type, answer: encoding.toUint8Array(encoder) };
}

function documentOf(...words: string[]): Y.Doc {
  const doc = new Y.Doc();
  for (const word of words) doc.getArray('words').push([word]);
  return doc;
}

test('[SYNC8] changes that are given arrive in the document', () => {
  const [author, reader] = [documentOf('one', 'two'), new Y.Doc()];
  const { type } = taken(reader, giveChanges(Y.encodeStateAsUpdate(author)));
  expect(type).toBe(sync.messageYjsUpdate);
  expect(reader.getArray('words').toJSON()).toEqual(['one', 'two']);
});

test('[SYNC8] asked for changes, the provider answers with what lies beyond the vector', () => {
  const doc = documentOf('one', 'two', 'three');
  const { answer } = taken(doc, askForChanges(new Map([[doc.clientID, 2]])));
  const message = readProviderMessage(answer);
  if (message.type !== 'changes') return expect.unreachable(message.type);
  expect(message.answer).toBe(true);
  const { inserted } = contentsOfUpdate(message.update)!;
  expect(inserted.toStored()).toEqual([[doc.clientID, 2, 3]]);
});

test('[SYNC8] told that it has everything, the provider calls itself synced and changes nothing', () => {
  const doc = documentOf('one');
  expect(taken(doc, sayAllGiven()).type).toBe(sync.messageYjsSyncStep2);
  expect(doc.getArray('words').toJSON()).toEqual(['one']);
});

test('[SYNC8] changes as they happen are read, questions and other messages passed over', () => {
  const update = Y.encodeStateAsUpdate(documentOf('one'));
  const happening = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    sync.writeUpdate(encoder, update);
  });
  expect(readProviderMessage(happening)).toEqual({ type: 'changes', update, answer: false });
  const question = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    sync.writeSyncStep1(encoder, documentOf('one'));
  });
  expect(readProviderMessage(question)).toEqual({ type: 'other' });
  expect(readProviderMessage(new Uint8Array(askForPresence()))).toEqual({ type: 'other' });
  expect(readProviderMessage(Uint8Array.of(2, 0))).toEqual({ type: 'other' });
});

test('[SYNC8] presence is written as y-protocols reads it, and the other way about', () => {
  const [doc, other] = [new Y.Doc(), new Y.Doc()];
  const [mine, theirs] = [new awareness.Awareness(doc), new awareness.Awareness(other)];
  mine.setLocalState({ name: 'Ann', reading: 'é' });
  const states = awareness.encodeAwarenessUpdate(mine, [doc.clientID]);
  const read = readPresence(states, 1)!;
  expect(read.map(({ client }) => client)).toEqual([doc.clientID]);
  expect(writePresence(read)).toEqual(states);
  const message = new Uint8Array(givePresence(writePresence(read)));
  expect(readProviderMessage(message)).toEqual({ type: 'presence', states });
  awareness.applyAwarenessUpdate(theirs, states, 'provider');
  expect(theirs.getStates().get(doc.clientID)).toEqual({ name: 'Ann', reading: 'é' });
  for (const each of [mine, theirs]) each.destroy();
});

test('[SYNC8] presence survives being written and read; more states than allowed are refused', () => {
  const state = fc.record({
    client: fc.maxSafeNat(),
    clock: fc.maxSafeNat(),
    state: fc.string({ unit: 'grapheme' }),
  });
  fc.assert(
    fc.property(fc.array(state, { maxLength: 5 }), (states) => {
      const written = writePresence(states);
      expect(readPresence(written, states.length)).toEqual(states);
      if (states.length > 0) expect(readPresence(written, states.length - 1)).toBeUndefined();
      expect(readPresence(written.subarray(0, -1), 5)).toBeUndefined();
    }),
  );
});
