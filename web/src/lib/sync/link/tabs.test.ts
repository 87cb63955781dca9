import { afterEach, expect, test, vi } from 'vitest';
import { entryBytesMax } from '@wardbook/shared/protocol/limits';
import { bookNumbered } from '@wardbook/shared/testing/statements';
import * as Y from 'yjs';
import { settled } from './testing-channels.ts';
import { fromTab, joinTabs, readTabMessage, tabsChannel } from './tabs.ts';

const book = bookNumbered(1);
const relay = Symbol('a relay');
const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
  vi.unstubAllGlobals();
});

/** A window with a document; `takes`: whether it takes in what others say. */
function open(doc = new Y.Doc(), takes = true) {
  const taken: Uint8Array[] = [];
  closes.push(
    joinTabs({
      book,
      doc,
      isOwn: (origin) => origin !== fromTab && origin !== relay,
      take: (update) => {
        taken.push(update);
        if (takes) Y.applyUpdate(doc, update, fromTab);
        return takes;
      },
    }),
  );
  const words = doc.getArray<string>('words');
  return {
    doc,
    taken,
    words: () => words.toArray().toSorted(),
    say: (word: string) => words.push([word]),
  };
}

function listen(name: string) {
  const channel = new BroadcastChannel(name);
  const heard: unknown[] = [];
  channel.onmessage = ({ data }: MessageEvent<unknown>) => void heard.push(data);
  closes.push(() => channel.close());
  return { heard, say: (data: unknown) => channel.postMessage(data) };
}

test('[TABS1] windows tell each other what is written in them', async () => {
  const [one, two] = [open(), open()];
  await settled();
  one.say('one');
  two.say('two');
  await expect
    .poll(() => [one.words(), two.words()])
    .toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
});

test('[TABS1] a window that comes is given what it lacks, and gives what the others lack', async () => {
  const [one, two] = [open(), open()];
  one.say('one');
  await expect.poll(two.words).toEqual(['one']);
  const before = new Y.Doc();
  before.getArray('words').push(['kept apart']);
  const three = open(before);
  for (const each of [one, two, three])
    await expect.poll(each.words).toEqual(['kept apart', 'one']);
});

test('[TABS1] what came from elsewhere is not passed on: each window has it from there', async () => {
  const one = open();
  const { heard } = listen(tabsChannel(book));
  const other = new Y.Doc();
  other.getArray('words').push(['elsewhere']);
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other), relay);
  one.say('own');
  const given = () => heard.filter((each) => readTabMessage(each).type === 'changes');
  await expect.poll(given).toHaveLength(1);
  await settled();
  expect(given()).toHaveLength(1);
  expect(one.words()).toEqual(['elsewhere', 'own']);
});

test('[TABS1] windows that refuse each other’s changes do not ask for ever', async () => {
  const { heard } = listen(tabsChannel(book));
  const docs = ['one', 'two'].map((word) => {
    const doc = new Y.Doc();
    doc.getArray('words').push([word]);
    return doc;
  });
  const [one, two] = docs.map((doc) => open(doc, false));
  await settled();
  await settled();
  expect([one!.words(), two!.words()]).toEqual([['one'], ['two']]);
  expect(heard.length).toBeGreaterThan(2);
  expect(heard.length).toBeLessThan(8);
});

test('[TABS2] what a window of another version says on another channel is not heard', async () => {
  const one = open();
  const other = new Y.Doc();
  other.getArray('words').push(['unjudged']);
  const update = Y.encodeStateAsUpdate(other);
  // Where y-websocket's provider speaks, and where a later version may.
  listen(`wss://relay.example/relay/${book}`).say(
    Uint8Array.of(0, 2, update.length, ...update).buffer,
  );
  listen(`wardbook tabs 2 ${book}`).say({ type: 'changes', update });
  listen(tabsChannel(bookNumbered(2))).say({ type: 'changes', update });
  await settled();
  expect(one.taken).toEqual([]);
  expect(one.words()).toEqual([]);
});

const tooMuch = new Uint8Array(entryBytesMax + 1);
const garbage: [what: string, reason: 'malformed' | 'too-large', data: unknown][] = [
  ['nothing', 'malformed', undefined],
  ['words', 'malformed', 'let-go'],
  ['bytes', 'malformed', Uint8Array.of(0, 2, 2, 0, 0)],
  ['another type', 'malformed', { type: 'presence', update: new Uint8Array(2) }],
  ['no update', 'malformed', { type: 'changes', update: [0, 0] }],
  ['no vector', 'malformed', { type: 'having', vector: 'x', isAnswer: false }],
  ['a vector that is none', 'malformed', { type: 'having', vector: new Uint8Array(40).fill(255) }],
  ['an update of too much', 'too-large', { type: 'changes', update: tooMuch }],
  ['a vector of too much', 'too-large', { type: 'having', vector: tooMuch, isAnswer: false }],
];

test.each(garbage)('[TABS2] %s is refused by its name: %s', async (_, reason, data) => {
  expect(readTabMessage(data)).toEqual({ type: 'refused', reason });
  const one = open();
  const channel = listen(tabsChannel(book));
  channel.say(data);
  await settled();
  expect(one.taken).toEqual([]);
  expect(channel.heard.filter((each) => readTabMessage(each).type === 'changes')).toEqual([]);
  one.say('goes on');
  await expect.poll(() => channel.heard.length).toBeGreaterThan(0);
});

test('[TABS1] a browser without such channels does without', () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  const one = open();
  one.say('alone');
  expect(one.words()).toEqual(['alone']);
});
