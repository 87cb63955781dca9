/**
 * What is measured beside the app, in the same browser and the same run: the same work in its
 * barest form. Nothing of the app's own is in it, except for `sealing`, which is what is measured.
 */
import * as Y from 'yjs';
import { expectText, inFrame, listen, send } from './bare-socket.ts';
import { putStrictly } from './bare-put.ts';
import { measureSealing } from './sealing.ts';

let held: Y.Doc | undefined;

/** The ward's records in a bare document, from bytes that have been fetched already. */
async function openDocument(): Promise<{ ms: number; electors: number; events: number }> {
  const bytes = await fetchBytes('/ward.bin');
  const start = performance.now();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  const electors = doc.getArray('register').toArray();
  const events = doc.getArray('events').toArray();
  const ms = performance.now() - start;
  held = doc;
  return { ms, electors: electors.length, events: events.length };
}

/** How long one pass over the records takes, and how many hold the text at a word's beginning. */
function filterRecords(records: readonly string[], text: string): { ms: number; found: number } {
  const wanted = ` ${text}`;
  const passes = 20;
  let found = 0;
  const start = performance.now();
  for (let pass = 0; pass < passes; pass += 1)
    found = records.filter((record) => record.includes(wanted)).length;
  return { ms: (performance.now() - start) / passes, found };
}

/** From a worker's start to its answer that the file is parsed. */
async function parseFile(): Promise<{ ms: number; rows: number }> {
  const bytes = await fetchBytes('/register.csv');
  const file = new File([bytes], 'register.csv');
  const start = performance.now();
  const worker = new Worker(new URL('./parse.worker.ts', import.meta.url), { type: 'module' });
  const rows = await new Promise<number>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(file);
  });
  const ms = performance.now() - start;
  worker.terminate();
  return { ms, rows };
}

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

const yardsticks = {
  openDocument,
  /** Whether the document is still held: asked after the heap was measured. */
  isHeld: () => held !== undefined,
  filterRecords,
  putStrictly,
  parseFile,
  listen,
  expectText,
  send,
  inFrame,
  measureSealing: async () => measureSealing(await fetchBytes('/ward.bin')),
};

declare global {
  var yardsticks: Yardsticks;
}

export type Yardsticks = typeof yardsticks;

globalThis.yardsticks = yardsticks;
