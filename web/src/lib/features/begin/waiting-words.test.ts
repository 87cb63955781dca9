import { expect, test } from 'vitest';
import { endedWords, isEnded, ownCodeWords, waitingLine } from './waiting-words.ts';

test('every state of the connection has its sentence for somebody who waits', () => {
  const connections = ['offline', 'connecting', 'waiting', 'reading', 'live', 'stopped'] as const;
  const lines = connections.map(waitingLine);
  for (const line of lines) expect(line).toMatch(/^[A-Z].+\.$/);
  expect(waitingLine('offline')).toMatch(/request is kept/);
});

test('while there is no code, whoever waits is told when it will be there', () => {
  for (const type of ['awaits-answer', 'awaits-opening'] as const) {
    const { title, text } = ownCodeWords({ type });
    expect(title).toMatch(/^Your code /);
    expect(text).toMatch(/^[A-Z].+\.$/);
    expect(isEnded({ type })).toBe(false);
  }
  expect(isEnded({ type: 'code', code: '' })).toBe(false);
  expect(isEnded(undefined)).toBe(false);
});

test('when nothing can come of it any more, they are told why and how to come in after all', () => {
  for (const type of ['answerer-gone', 'wait-expired'] as const) {
    expect(isEnded({ type })).toBe(true);
    for (const isOwn of [false, true]) {
      const { title, next } = endedWords({ type }, isOwn);
      expect(title).toMatch(/^[A-Z].+\.$/);
      expect(next).toMatch(
        isOwn ? /make a new link on your other device\.$/ : /ask .+ new link\.$/,
      );
    }
  }
});
