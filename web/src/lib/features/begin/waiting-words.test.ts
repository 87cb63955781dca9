import { expect, test } from 'vitest';
import { isHopeful, ownCodeWords, waitingLine } from './waiting-words.ts';

test('every state of the connection has its sentence for somebody who waits', () => {
  const connections = ['offline', 'connecting', 'waiting', 'reading', 'live', 'stopped'] as const;
  const lines = connections.map(waitingLine);
  for (const line of lines) expect(line).toMatch(/^[A-Z].+\.$/);
  expect(waitingLine('offline')).toMatch(/request is kept/);
});

test('while there is no code, whoever waits is told when it will be there, or what to do instead', () => {
  const types = ['awaits-answer', 'awaits-opening', 'answerer-gone', 'wait-expired'] as const;
  for (const type of types) {
    const { title, text } = ownCodeWords({ type });
    expect(title).toMatch(/^Your (code|request) /);
    expect(text).toMatch(/^[A-Z].+\.$/);
    expect(isHopeful({ type })).toBe(type.startsWith('awaits'));
    if (!isHopeful({ type })) expect(text).toContain('ask for a new link');
  }
  expect(isHopeful({ type: 'code', code: '' })).toBe(true);
  expect(isHopeful(undefined)).toBe(true);
});
