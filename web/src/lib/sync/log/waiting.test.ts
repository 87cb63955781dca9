import { expect, test } from 'vitest';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import type { Candidate } from './candidate.ts';
import { LogKnowledge } from './log-knowledge.ts';

const cursor = { log: new Uint8Array(16), seq: 0, hash: new Uint8Array(32) };
const candidate: Candidate = {
  seq: 5,
  print: 'print',
  entry: { kind: 'update', at: 1, blob: new Uint8Array() },
  heading: {
    kind: 'update',
    epoch: 0,
    author: deviceNumbered(1),
    seen: 4,
    seenHash: new Uint8Array(16),
    covers: 0,
    nonce: new Uint8Array(12),
  },
  update: Uint8Array.of(0, 0),
  isOwn: false,
  after: '',
  terms: undefined,
};
const waiting = { candidate, missing: { client: 1, clock: 3 } };

function waitingIn(): LogKnowledge {
  const knowledge = new LogKnowledge();
  knowledge.resume(cursor);
  knowledge.wait([waiting]);
  return knowledge;
}

test('[GATE2] what waits in a log is one of its entries, also after a new start', () => {
  const knowledge = waitingIn();
  expect(knowledge.entries).toContain('print');
  const again = new LogKnowledge();
  again.restore(knowledge.toStored()!, knowledge.known);
  expect(again.entries).toContain('print');
  expect(again.asleep).toEqual([{ seq: 5, print: 'print' }]);
});

test('[GATE2] in a log that begins anew nothing waits of the one before', () => {
  const knowledge = waitingIn();
  knowledge.forget();
  expect([knowledge.waiting, knowledge.asleep]).toEqual([[], []]);
  expect(knowledge.entries).not.toContain('print');
});
