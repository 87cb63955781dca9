import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { isMarked, saysNothing, withMark } from './judged.ts';

const records = fc.array(
  fc.record({ at: fc.double(), text: fc.string({ unit: 'grapheme' }) }, { noNullPrototype: true }),
);

test('[STORE6] no update bears the mark by itself, and apps of before read those that do', () => {
  fc.assert(
    fc.property(records, fc.nat(7), (values, deleted) => {
      const doc = new Y.Doc();
      const list = doc.getArray<unknown>('events');
      list.push(values);
      if (deleted < values.length) list.delete(deleted, 1);
      const update = Y.encodeStateAsUpdate(doc);
      expect([isMarked(update), isMarked(withMark(update))]).toEqual([false, true]);
      expect(saysNothing(update)).toBe(values.length === 0);
      const [other, merged] = [new Y.Doc(), new Y.Doc()];
      Y.applyUpdate(other, withMark(update));
      Y.applyUpdate(merged, Y.mergeUpdates([withMark(update), withMark(update)]));
      for (const read of [other, merged])
        expect(Y.encodeStateAsUpdate(read)).toEqual(Y.encodeStateAsUpdate(doc));
    }),
  );
});
