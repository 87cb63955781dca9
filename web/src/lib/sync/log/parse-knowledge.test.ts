import { expect, test } from 'vitest';
import { Contents } from '../update/contents.ts';
import { LogKnowledge } from './log-knowledge.ts';
import { parseKnowledge } from './parse-knowledge.ts';

function stored() {
  const knowledge = new LogKnowledge();
  knowledge.resume({ log: new Uint8Array(16), seq: 0, hash: new Uint8Array(32) });
  const contents = new Contents();
  contents.inserted.add(7, 0, 3);
  knowledge.update(1, 90, contents);
  knowledge.advance(1, new Uint8Array(32).fill(1));
  knowledge.passUnopened(
    { seq: 2, kind: 'update', author: undefined, isLocked: true, at: 5, refusal: 'no-key' },
    1,
  );
  knowledge.damage({ seq: 3, kind: 'snapshot', at: 5, hash: new Uint8Array(32) });
  return { ...knowledge.toStored()!, aheadMs: -700 };
}

test('[KEEP2] what was stored of a log is read as it was', () => {
  expect(parseKnowledge(stored())).toEqual(stored());
  expect(parseKnowledge(structuredClone(stored()))).toEqual(stored());
});

test('[KEEP2] anything else is nothing, whichever part of it is another', () => {
  for (const value of [undefined, null, 1, 'log', [], {}])
    expect(parseKnowledge(value)).toBe(undefined);
  for (const key of Object.keys(stored()))
    for (const value of [
      ...(key === 'aheadMs' ? [] : [undefined]),
      null,
      -0.5,
      ...(key === 'snapshotPrint' ? [] : ['x']),
      [null],
      [{}],
      { inserted: [] },
    ])
      expect(parseKnowledge({ ...stored(), [key]: value })).toBe(undefined);
});
