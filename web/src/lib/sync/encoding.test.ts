import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { followEncoding } from './encoding.ts';

const unwritable = () => {
  const endless: Record<string, unknown> = {};
  endless['itself'] = endless;
  return endless;
};

test('[STORE7] it is noticed at once that something cannot be written down, and nothing else is', async () => {
  const doc = new Y.Doc();
  const spoilt = vi.fn();
  const stop = followEncoding(doc, spoilt);
  const events = doc.getArray<unknown>('events');
  events.push([{ text: 'one' }]);
  doc.transact(() => undefined);
  doc.transact(() => {
    events.push([{ text: 'two' }]);
    events.delete(0, 1);
  });
  doc.once('afterTransaction', () => events.push([{ text: 'within another' }]));
  events.push([{ text: 'three' }]);
  const other = new Y.Doc();
  other.getArray('events').push([1]);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  await Promise.resolve();
  expect(spoilt).not.toHaveBeenCalled();
  expect(() => events.push([unwritable()])).toThrow(RangeError);
  await Promise.resolve();
  events.push([{ text: 'of which nothing is said' }]);
  await Promise.resolve();
  expect(spoilt).toHaveBeenCalledTimes(1);
  stop();
});
