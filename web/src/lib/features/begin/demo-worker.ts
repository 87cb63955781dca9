// The worker's side of demo-maker.ts: one request, one made book.
import * as Y from 'yjs';
import { demoWard } from '@wardbook/shared/demo/ward';
import type { MadeBook } from '#lib/device/begin-book.ts';
import type { DemoRequest } from './demo-maker.ts';

self.addEventListener('message', ({ data }: MessageEvent<DemoRequest>) => {
  const demo = demoWard(data.seed, data.now);
  const doc = new Y.Doc();
  demo.build(doc, { device: data.device });
  const { ward, council } = demo;
  const made: MadeBook = { ward, council, update: Y.encodeStateAsUpdate(doc) };
  self.postMessage(made);
});
